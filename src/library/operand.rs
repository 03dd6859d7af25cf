//! Values in definitions that may refer to inputs: `{ input = "x" }`, `{ item = "field" }`, `{ join = […] }`,
//! `{ first = […] }`, `{ host = […] }`.

use ipnet::Ipv4Net;

use crate::syntax::{Data, Datum};

/// A value, or how it is made from a unit's inputs.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    Constant(Data),
    /// The unit's input of that name; a dotted path reaches into records.
    Input(String),
    /// A field of the item that the contribution is repeated for (`each`).
    Item(String),
    /// Texts and numbers one after the other; absent when one of them is.
    Join(Vec<Operand>),
    /// The first that is there.
    First(Vec<Operand>),
    /// Of a range of addresses and a number: the address of that number in it; absent where it has fewer.
    Host(Vec<Operand>),
    List(Vec<Operand>),
    Record(Vec<(String, Operand)>),
}

impl Operand {
    /// Reads a definition's value.
    pub fn read(datum: &Datum) -> Operand {
        match &datum.data {
            Data::Record(fields) => match fields.as_slice() {
                [(key, value)] if key == "input" && value.text().is_some() => {
                    Operand::Input(value.text().unwrap_or_default().to_owned())
                }
                [(key, value)] if key == "item" && value.text().is_some() => {
                    Operand::Item(value.text().unwrap_or_default().to_owned())
                }
                [(key, value)] if key == "join" => {
                    Operand::Join(value.items().iter().map(Operand::read).collect())
                }
                [(key, value)] if key == "first" => {
                    Operand::First(value.items().iter().map(Operand::read).collect())
                }
                [(key, value)] if key == "host" => {
                    Operand::Host(value.items().iter().map(Operand::read).collect())
                }
                fields => Operand::Record(
                    fields
                        .iter()
                        .map(|(name, field)| (name.clone(), Operand::read(field)))
                        .collect(),
                ),
            },
            Data::List(items) => Operand::List(items.iter().map(Operand::read).collect()),
            other => Operand::Constant(other.clone()),
        }
    }

    /// The names of all inputs it refers to, without what follows a dot.
    pub fn inputs(&self) -> Vec<&str> {
        match self {
            Operand::Input(path) => vec![path.split('.').next().unwrap_or(path)],
            Operand::Join(parts)
            | Operand::First(parts)
            | Operand::Host(parts)
            | Operand::List(parts) => parts.iter().flat_map(Operand::inputs).collect(),
            Operand::Record(fields) => fields
                .iter()
                .flat_map(|(_, field)| field.inputs())
                .collect(),
            Operand::Constant(_) | Operand::Item(_) => Vec::new(),
        }
    }

    /// Its value, given the unit's inputs and the item it is repeated for; `None` when a name leads nowhere.
    pub fn evaluate(&self, inputs: &Datum, item: Option<&Datum>) -> Option<Datum> {
        match self {
            Operand::Constant(data) => Some(Datum::new(data.clone())),
            Operand::Input(path) => inputs.at(path).cloned(),
            Operand::Item(field) if field == "this" => item.cloned(),
            Operand::Item(field) => item?.at(field).cloned(),
            Operand::Join(parts) => {
                let parts = evaluate_all(parts, inputs, item)?;
                if parts.iter().any(Datum::is_absent) {
                    return Some(Datum::absent());
                }
                let text: String = parts.iter().map(|part| part.data.to_string()).collect();
                let mut joined = Datum::new(Data::Text(text));
                for part in parts {
                    joined.sources.extend(part.all_sources());
                }
                Some(joined)
            }
            Operand::First(choices) => {
                let choices = evaluate_all(choices, inputs, item)?;
                let chosen = choices.into_iter().find(|choice| !choice.is_absent());
                Some(chosen.unwrap_or_else(Datum::absent))
            }
            Operand::Host(parts) => {
                let parts = evaluate_all(parts, inputs, item)?;
                let [range, number] = parts.as_slice() else {
                    return None;
                };
                let range: Ipv4Net = range.text()?.parse().ok()?;
                let Data::Integer(number) = number.data else {
                    return None;
                };
                let number = usize::try_from(number.checked_sub(1)?).ok()?;
                let Some(address) = range.hosts().nth(number) else {
                    return Some(Datum::absent());
                };
                let mut host = Datum::new(Data::Text(address.to_string()));
                host.sources
                    .extend(parts.iter().flat_map(Datum::all_sources));
                Some(host)
            }
            Operand::List(items) => {
                Some(Datum::new(Data::List(evaluate_all(items, inputs, item)?)))
            }
            Operand::Record(fields) => {
                let fields: Option<Vec<(String, Datum)>> = fields
                    .iter()
                    .map(|(name, field)| Some((name.clone(), field.evaluate(inputs, item)?)))
                    .collect();
                Some(Datum::new(Data::Record(fields?)))
            }
        }
    }
}

fn evaluate_all(operands: &[Operand], inputs: &Datum, item: Option<&Datum>) -> Option<Vec<Datum>> {
    operands
        .iter()
        .map(|operand| operand.evaluate(inputs, item))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(range: &str, number: i64) -> Option<String> {
        let parts = [Data::Text(range.to_owned()), Data::Integer(number)];
        let operand = Operand::Host(parts.map(Operand::Constant).to_vec());
        let host = operand.evaluate(&Datum::absent(), None)?;
        host.text().map(str::to_owned)
    }

    #[test]
    fn a_host_is_counted_from_the_start_of_its_range() {
        assert_eq!(host("10.20.0.0/24", 10).as_deref(), Some("10.20.0.10"));
        assert_eq!(host("10.20.0.240/28", 10).as_deref(), Some("10.20.0.250"));
        // The first is the router's, the last is for all.
        assert_eq!(host("10.20.0.0/29", 7), None);
        assert_eq!(host("10.20.0.0/24", 0), None);
    }
}
