//! The keys of `unit.toml`.

pub use super::unfit::UnfitKeys;
use crate::keys;
use crate::syntax::keys::{Given, Named};
use crate::syntax::scalar::Scalar;
use crate::syntax::{Datum, Shape};

/// Text that may hold anything printable.
fn text() -> Shape {
    Shape::Scalar(Scalar::Text)
}

keys! {
    /// A part of the standard library that can fill a role.
    pub struct UnitKeys {
        /// One sentence: what the unit does.
        doc: String = text(), required;
        /// Whether it fills its role when a site names none.
        default: bool = Shape::Boolean, default "false";
        /// What the unit needs, by name.
        input: Named<InputKeys> = Shape::map(Scalar::Text, InputKeys::shape()), default "{}";
        /// What other units can use, by name.
        output: Named<OutputKeys> = Shape::map(Scalar::Text, OutputKeys::shape()), default "{}";
        /// What other units can contribute to, by name.
        collection: Named<CollectionKeys> = Shape::map(Scalar::Text, CollectionKeys::shape()), default "{}";
        /// What the unit contributes, by `role.collection`.
        contribute: Named<Vec<Given<Datum>>> = Shape::map(Scalar::Text, Shape::list(Shape::Any)), default "{}";
        /// The files it writes, by path.
        file: Named<FileKeys> = Shape::map(Scalar::Path, FileKeys::shape()), default "{}";
        /// What it refuses in its own table of a site.
        refuse: Vec<RefuseKeys> = Shape::list(RefuseKeys::shape()), default "[]";
        /// Ranges of addresses that sites of one run keep apart.
        apart: Vec<ApartKeys> = Shape::list(ApartKeys::shape()), default "[]";
        /// What its ranges and addresses are to the others of the site.
        range: Vec<RangeKeys> = Shape::list(RangeKeys::shape()), default "[]";
        /// What decides the user names, and with them the homes, of people who come in by this unit.
        identity: Vec<IdentityKeys> = Shape::list(IdentityKeys::shape()), default "[]";
        /// What a hub is for good: a change of it is refused where a hub is there, or told.
        fixed: Vec<FixedKeys> = Shape::list(FixedKeys::shape()), default "[]";
        /// Resources that no plan may destroy: they never leave the configuration without a word.
        protect: Vec<ProtectKeys> = Shape::list(ProtectKeys::shape()), default "[]";
        /// The names that people get who come in by this unit; the first whose `equal` holds is theirs.
        names: Vec<NamesKeys> = Shape::list(NamesKeys::shape()), default "[]";
        /// Names that the unit keeps for itself.
        reserved: Vec<ReservedKeys> = Shape::list(ReservedKeys::shape()), default "[]";
        /// Values of the site that the unit can do nothing with.
        unfit: Vec<UnfitKeys> = Shape::list(UnfitKeys::shape()), default "[]";
        /// Packages whose versions the unit fixes.
        locked: Vec<LockedKeys> = Shape::list(LockedKeys::shape()), default "[]";
        /// What it takes of an allocation, by resource.
        takes: Named<Given<Datum>> = Shape::map(Scalar::Text, Shape::Any), default "{}";
    }

    /// A combination of the unit's own keys that is refused. All conditions that are written must hold.
    pub struct RefuseKeys {
        /// The code of the diagnostic.
        code: Given<String> = text(), required;
        /// What is wrong, in a sentence.
        message: String = text(), required;
        /// What to do instead.
        help: String = text(), required;
        /// The key that is pointed at.
        at: String = text(), required;
        /// Keys that have these values.
        equal: Given<Named<Datum>> = Shape::map(Scalar::Text, Shape::Any), default "{}";
        /// Keys whose text begins so, in capitals or not.
        begins: Named<String> = Shape::map(Scalar::Text, text()), default "{}";
        /// Keys whose text, or an entry of whose list, has a part that this regular expression matches.
        matches: Given<Named<String>> = Shape::map(Scalar::Text, text()), default "{}";
        /// Keys whose text, or an entry of whose list, has none.
        unlike: Given<Named<String>> = Shape::map(Scalar::Text, text()), default "{}";
        /// Keys of the site, such as `institution.domain`, whose text has a part that this regular expression matches.
        site_matches: Given<Named<String>> = Shape::map(Scalar::Text, text()), default "{}";
        /// Keys that are there (and true, and not empty).
        present: Vec<String> = Shape::list(text()), default "[]";
        /// Keys that are not there (or false, or empty).
        absent: Vec<String> = Shape::list(text()), default "[]";
        /// Keys of the site, such as `users.pseudonyms`, that are there (and true, and not empty).
        site_present: Vec<String> = Shape::list(text()), default "[]";
        /// Keys of the site that are not there (or false, or empty).
        site_absent: Vec<String> = Shape::list(text()), default "[]";
        /// Two keys, of which the first is an address that lies outside the range of the second.
        outside: Vec<String> = Shape::list(text()), default "[]";
        /// Two keys, of which the first is a text that the second does not occur in.
        lacks: Vec<String> = Shape::list(text()), default "[]";
        /// Keys whose list has no entry that is this.
        without: Named<String> = Shape::map(Scalar::Text, text()), default "{}";
        /// Keys whose list has more entries than this.
        more: Named<i64> = Shape::map(Scalar::Text, Shape::integer(1, 1000)), default "{}";
        /// Whether it is told and not refused, for what works in one place and not in another.
        told: bool = Shape::Boolean, default "false";
        /// A key whose list or table has more than one entry.
        several: Option<String> = text(), optional;
        /// A table by name: the conditions, and `at`, are about the keys of each of its entries.
        each: Option<String> = text(), optional;
        /// Two keys that have the same text.
        same: Vec<String> = Shape::list(text()), default "[]";
        /// A key whose list has an entry without an `@`.
        bare: Option<String> = text(), optional;
        /// Two keys: the list of the first has an entry whose part after the `@` is not in the list, or not the text,
        /// of the second.
        strange: Vec<String> = Shape::list(text()), default "[]";
        /// With `each`, a key of which another entry has the same value.
        twice: Option<String> = text(), optional;
        /// With `each`, a key that stands before names: another entry's begins with it or the other way round, or neither has one.
        confused: Option<String> = text(), optional;
    }

    /// An input that decides user names: where it changes, people come back to other homes than their own.
    pub struct IdentityKeys {
        /// The input.
        input: Given<String> = text(), required;
        /// A key that is a table by name: `input` and `equal` are about the keys of each of its entries.
        each: Option<String> = text(), optional;
        /// Inputs that have these values where it counts; without one it always counts.
        equal: Named<Datum> = Shape::map(Scalar::Text, Shape::Any), default "{}";
    }

    /// An input that a hub has for good. Changes of one unit that cost the same are told together.
    pub struct FixedKeys {
        /// The input.
        input: Given<String> = text(), required;
        /// What a change costs, as it goes on after `with this change`.
        cost: String = text(), required;
        /// What to do where the change is meant, in a sentence without its final point.
        way: Option<String> = text(), optional;
        /// What the hub has where the input is absent, in a phrase.
        absent: String = text(), default "\"nothing\"";
        /// Whether a change is told and not refused.
        told: bool = Shape::Boolean, default "false";
        /// For a number of GiB that cannot become less: the key of the site that keeps it. Only less is refused.
        keep: Option<String> = text(), optional;
    }

    /// A resource that no plan may destroy.
    pub struct ProtectKeys {
        /// Its address, as `type.name`.
        address: Given<String> = text(), required;
        /// The input that must be absent (or false, or empty) for the resource to be declared.
        unless: Option<String> = text(), optional;
    }

    /// What the names of people look like who come in by a unit, so that a site names nobody whom no login can bring.
    pub struct NamesKeys {
        /// Their form.
        form: Given<String> = Shape::choice(&[
            ("address", "a name with an `@` and a domain"),
            ("plain", "a name without an `@`"),
            ("number", "digits only"),
            ("any", "whatever a name can be"),
        ]), required;
        /// A key that is a table by name: the other keys here are about those of each of its entries.
        each: Option<String> = text(), optional;
        /// Inputs that have these values where names look so; without one they always do.
        equal: Named<Datum> = Shape::map(Scalar::Text, Shape::Any), default "{}";
        /// Inputs that are there (and true, and not empty) where names look so.
        present: Vec<String> = Shape::list(text()), default "[]";
        /// For addresses, the input with the domains, or the one, that may stand after the `@`; any when it is empty.
        domains: Option<String> = text(), optional;
        /// With `each`, the input with what stands before names.
        prefix: Option<String> = text(), optional;
        /// The input that names people, without what stands before names.
        people: Option<String> = text(), optional;
    }

    /// Names that a site cannot give in a table or a list, since the unit has a use for them.
    pub struct ReservedKeys {
        /// The table by name or the list of packages, as `image.*.environment`: `*` stands for every entry of a table.
        site: Given<String> = text(), required;
        /// The names; a `*` at the end stands for any rest.
        names: Vec<String> = Shape::list(text()), required;
        /// Why they are not free, in a sentence.
        message: String = text(), required;
        /// What to do instead.
        help: String = text(), required;
    }

    /// Packages that a site cannot ask for in another version than the unit's lock has.
    pub struct LockedKeys {
        /// The lists of packages, as `image.*.pip`.
        site: Vec<String> = Shape::list(text()), required;
        /// The lock, beside `unit.toml`.
        lock: Given<String> = Shape::Scalar(Scalar::Path), required;
        /// Why no other version works, in a sentence.
        message: String = text(), required;
    }

    /// A range of addresses, or an address, that may not overlap the one of another site that has the same unit. Inputs that are
    /// named here are keys, of the unit or of the site.
    pub struct ApartKeys {
        /// The input that is the range.
        range: Given<String> = text(), required;
        /// An input that is an address in the range, which moves with it in what the message says to type.
        address: Option<Given<String>> = text(), optional;
        /// The inputs that are equal in two sites where an overlap matters; the first is pointed at when nobody wrote
        /// the range.
        same: Vec<Given<String>> = Shape::list(text()), required;
        /// Why two sites cannot have it, in a sentence.
        message: String = text(), required;
    }

    /// An input that is a range of addresses, an address, or a list or table by name of either: what it is to the
    /// others of its site.
    pub struct RangeKeys {
        /// The input.
        input: Given<String> = text(), required;
        /// Whose addresses they are.
        whose: Given<String> = Shape::choice(&[
            ("machine", "of networks that only the machine itself has, so nobody that it speaks with can be in them"),
            ("network", "of the network that the machine is in, maybe with others"),
            ("public", "of the outside; none lies in a network of the machine"),
            ("peers", "of those who speak with the machine; they may be in its network"),
        ]), required;
        /// What they are, in a phrase for messages, such as `the network of users' containers`.
        title: String = text(), required;
        /// How many addresses it needs at least.
        least: Option<i64> = Shape::integer(1, 1 << 30), optional;
        /// The input that is the machine's own address in it, which is a key.
        address: Option<Given<String>> = text(), optional;
        /// The input that is the machine's own address in it, whether a key gives it or not.
        own: Option<String> = text(), optional;
        /// How many addresses at its beginning others take: a number, an input or a list, which is a sum.
        taken: Option<Given<Datum>> = Shape::Any, optional;
    }

    /// One input: its type, and exactly one of the places it can come from.
    pub struct InputKeys {
        /// Its type: `text`, `integer`, `integer(1..9)`, `list(domain)`, `map(size)`, `record`, `list(record)` and so on.
        r#type: Given<String> = text(), required;
        /// One sentence.
        doc: String = text(), required;
        /// The decision it is.
        decision: Option<Given<String>> = text(), optional;
        /// The key of the site it is.
        site: Option<Given<String>> = text(), optional;
        /// The output of another unit it is, as `role.output`.
        output: Option<Given<String>> = text(), optional;
        /// The collection of this unit it is.
        collection: Option<Given<String>> = text(), optional;
        /// Whether it is a key of the unit's own table in a site.
        key: bool = Shape::Boolean, default "false";
        /// A constant.
        value: Option<Given<Datum>> = Shape::Any, optional;
        /// For a key: what it is when nobody writes it.
        default: Option<Given<Datum>> = Shape::Any, optional;
        /// Whether it may be absent.
        optional: bool = Shape::Boolean, default "false";
        /// What a size or a length of time is counted in.
        unit: Option<Given<String>> = Shape::choice(&[
            ("bytes", "bytes"), ("MiB", "mebibytes, rounded up"), ("GiB", "gibibytes, rounded up"),
            ("s", "seconds"), ("min", "minutes, rounded up"),
        ]), optional;
        /// For records: their fields.
        field: Named<FieldKeys> = Shape::map(Scalar::Text, FieldKeys::shape()), default "{}";
    }

    /// A field of a record.
    pub struct FieldKeys {
        /// Its type.
        r#type: Given<String> = text(), required;
        /// One sentence.
        doc: String = text(), required;
        /// What it is when nobody writes it.
        default: Option<Given<Datum>> = Shape::Any, optional;
        /// Whether it may be absent.
        optional: bool = Shape::Boolean, default "false";
    }

    /// A value that other units can use.
    pub struct OutputKeys {
        /// Its type.
        r#type: Given<String> = text(), required;
        /// One sentence.
        doc: String = text(), required;
        /// The value: a constant, `{ input = "…" }` or `{ join = […] }`.
        value: Given<Datum> = Shape::Any, required;
    }

    /// A list of records that other units contribute to.
    pub struct CollectionKeys {
        /// One sentence.
        doc: String = text(), required;
        /// The fields of its records.
        field: Named<FieldKeys> = Shape::map(Scalar::Text, FieldKeys::shape()), default "{}";
    }

    /// A file of the output.
    pub struct FileKeys {
        /// The template, beside `unit.toml`.
        template: Option<Given<String>> = Shape::Scalar(Scalar::Path), optional;
        /// A file that is taken as it is, beside `unit.toml`.
        copy: Option<Given<String>> = Shape::Scalar(Scalar::Path), optional;
        /// The field of the item of `each`, or without `each` the input, whose text is the whole file.
        content: Option<Given<String>> = text(), optional;
        /// The language it is written in.
        dialect: Given<String> = text(), required;
        /// The list input of which each record makes one file; `{name}` in the path is the record's `name`.
        each: Option<Given<String>> = text(), optional;
        /// The input that must be there (true, not empty) for the file to be written.
        when: Option<Given<String>> = text(), optional;
        /// Whether it is a program.
        executable: bool = Shape::Boolean, default "false";
    }
}
