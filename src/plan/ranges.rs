//! Ranges of addresses of one site, each held against the others, as units say of their inputs in `[[range]]`.
//!
//! Where the machine has a network of its own, it sends what is for those addresses into it, and whoever else has one of
//! them is cut off: an operator in the middle of a play, the machine's name server, the rest of its own subnet.

mod claim;

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};

use super::Instance;
use super::tally::taken;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::library::Operand;
use crate::site::Loaded;
use crate::site::ranges::{free_range_anywhere, is_anywhere, is_private, overlap};
use crate::syntax::Datum;
use claim::{Claim, Whose, claims};

/// Holds every range of a site against the others, and each against what it is for.
pub fn hold(loaded: &Loaded, instances: &[Instance], found: &mut Diagnostics) {
    let claims = claims(loaded, instances);
    let mut desk = Desk {
        claims: &claims,
        offered: Vec::new(),
    };
    for (index, claim) in claims.iter().enumerate() {
        if claim.whose == Whose::Machine && !is_private(claim.range) {
            found.push(not_private(claim, &mut desk));
        } else if let Some(least) = claim.least().filter(|least| claim.addresses() < *least) {
            found.push(too_small(claim, least, &mut desk));
        }
        if let Some(diagnostic) = claim.keys.address.as_ref().and_then(|name| {
            let address = claim.instance.inputs.at(name)?;
            own_address(claim, name, address)
        }) {
            found.push(diagnostic);
        }
        if let Some(diagnostic) = nobody_answers(claim, &claims) {
            found.push(diagnostic);
        }
        // One wrong range is one mistake, however many it overlaps.
        let mut before = claims.iter().take(index);
        if let Some(other) = before.find(|other| collide(other, claim)) {
            found.push(collision(other, claim, &mut desk));
        }
    }
}

/// Whether two ranges overlap that may not.
fn collide(one: &Claim, other: &Claim) -> bool {
    let apart = matches!(
        (one.whose, other.whose),
        (Whose::Machine, _)
            | (_, Whose::Machine)
            | (Whose::Network, Whose::Public | Whose::Network)
            | (Whose::Public, Whose::Network)
    );
    apart && !is_anywhere(one.range) && !is_anywhere(other.range) && overlap(one.range, other.range)
}

fn collision(one: &Claim, other: &Claim, desk: &mut Desk) -> Diagnostic {
    // What is said to move is what only the machine has; nobody else notices.
    let (still, moving) = match one.whose {
        Whose::Machine if other.whose != Whose::Machine => (other, one),
        _ => (one, other),
    };
    let label = match (moving.whose, still.span) {
        (Whose::Machine, Some(_)) => "the machine would keep what is for them to itself".to_owned(),
        _ => still.label(),
    };
    Diagnostic::error(
        Code::S0317,
        format!(
            "{} `{}` and {} `{}` overlap",
            moving.title(),
            moving.shown(),
            still.title(),
            still.shown()
        ),
    )
    .at(still.place, label)
    .at(
        moving.span.filter(|span| *span != still.place),
        moving.label(),
    )
    .help(moving.what_to_write(desk))
}

fn not_private(claim: &Claim, desk: &mut Desk) -> Diagnostic {
    Diagnostic::error(
        Code::S0318,
        format!("{} `{}` is not private", claim.title(), claim.range),
    )
    .at(claim.place, "others have these addresses")
    .help("take a range inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10")
    .help(claim.what_to_write(desk))
}

fn too_small(claim: &Claim, least: u64, desk: &mut Desk) -> Diagnostic {
    Diagnostic::error(
        Code::S0318,
        format!("{} `{}` is too small", claim.title(), claim.range),
    )
    .at(
        claim.place,
        format!("{} addresses, where {least} are needed", claim.addresses()),
    )
    .help(claim.what_to_write(desk))
}

/// Finds a machine that is asked for something, such as a name server, at an address of the machine's own network where
/// it cannot be.
fn nobody_answers(claim: &Claim, claims: &[Claim]) -> Option<Diagnostic> {
    if claim.whose != Whose::Peers || !claim.is_machine {
        return None;
    }
    let IpAddr::V4(address) = claim.range.addr() else {
        return None;
    };
    let networks = claims.iter().filter(|other| other.whose == Whose::Network);
    let network = networks
        .filter(|other| other.range.contains(&claim.range))
        .find(|other| other.keys.own.is_some())?;
    let IpNet::V4(range) = network.range else {
        return None;
    };
    let own = network.keys.own.as_ref()?;
    let own = network.instance.inputs.at(own).and_then(Datum::text);
    let label = if address == range.network() {
        "the network itself has it"
    } else if address == range.broadcast() {
        "it is for all machines of the network at once"
    } else if own == Some(address.to_string().as_str()) {
        "it is the machine's own"
    } else if range.hosts().next() == Some(address) && network.keys.taken.is_some() {
        "it is the router's, which answers no such question"
    } else {
        return None;
    };
    Some(
        Diagnostic::error(
            Code::S0318,
            format!(
                "{} cannot be at `{address}`, in the machine's own `{range}`",
                claim.title()
            ),
        )
        .at(claim.place, label)
        .help("write the address of the machine that is meant"),
    )
}

/// Finds an address of the machine that is somebody else's in its network. That it lies outside is another rule's.
fn own_address(claim: &Claim, name: &str, address: &Datum) -> Option<Diagnostic> {
    let IpNet::V4(range) = claim.range else {
        return None;
    };
    let IpAddr::V4(own) = address.text()?.parse().ok()? else {
        return None;
    };
    if !range.contains(&own) {
        return None;
    }
    let keys = claim.keys;
    let operand = keys.taken.as_ref().map(|taken| Operand::read(taken));
    let others = operand.map_or(0, |operand| taken(&operand, &claim.instance.inputs));
    let number = u64::from(u32::from(own) - u32::from(range.network()));
    let label = if own == range.network() {
        "the network itself has it".to_owned()
    } else if own == range.broadcast() {
        "it is for all machines of the network at once".to_owned()
    } else if number == 1 && others > 0 {
        "the cloud gives it to the router".to_owned()
    } else if number <= others {
        format!("the cloud gives the first {others} to its router and its services")
    } else {
        return None;
    };
    // The tenth where there are so many: what a machine gets unless written.
    let number = usize::try_from(others.max(9)).ok()?;
    let free = range.hosts().nth(number).or_else(|| range.hosts().last())?;
    let message = format!("`{name}` is an address of `{range}` that the machine cannot have");
    let place = address.span.unwrap_or(claim.place);
    Some(
        Diagnostic::error(Code::S0318, message)
            .at(place, label)
            .help(format!("write `{name} = \"{free}\"`, or leave it out")),
    )
}

/// The ranges of a site, and those that were offered in their place, so that no two mistakes are mended with one range.
struct Desk<'a> {
    claims: &'a [Claim<'a>],
    offered: Vec<IpNet>,
}

impl Desk<'_> {
    /// A range of the same size, or of the size that is needed, that overlaps none of the site.
    fn offer(&mut self, claim: &Claim) -> Option<IpNet> {
        let wanted = match (claim.range, claim.least()) {
            (IpNet::V4(range), Some(least)) if claim.addresses() < least => {
                let bits = u8::try_from(least.next_power_of_two().trailing_zeros()).ok()?;
                let range = Ipv4Net::new(range.network(), 32_u8.checked_sub(bits)?).ok()?;
                IpNet::V4(range.trunc())
            }
            (range, _) => range,
        };
        let taken: Vec<IpNet> = self
            .claims
            .iter()
            .filter(|other| !std::ptr::eq(*other, claim))
            .map(|other| other.range)
            .filter(|range| !is_anywhere(*range))
            .chain(self.offered.iter().copied())
            .collect();
        let stays = is_private(wanted) && !taken.iter().any(|taken| overlap(*taken, wanted));
        let free = if stays {
            Some(wanted)
        } else {
            free_range_anywhere(wanted, &taken)
        };
        self.offered.extend(free);
        free
    }
}
