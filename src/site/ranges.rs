//! Arithmetic of ranges of addresses: which overlap, which are private, which is free.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};

/// The ranges that no one else on the Internet has (RFC 1918), and the one that providers share (RFC 6598).
const PRIVATE: [(Ipv4Addr, u8); 4] = [
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
];

fn private_blocks() -> impl Iterator<Item = Ipv4Net> {
    PRIVATE
        .iter()
        .filter_map(|(address, length)| Ipv4Net::new(*address, *length).ok())
}

/// Whether two ranges have an address in common.
pub fn overlap(one: IpNet, other: IpNet) -> bool {
    one.contains(&other) || other.contains(&one)
}

/// Whether nobody on the Internet has an address of the range.
pub fn is_private(range: IpNet) -> bool {
    matches!(range, IpNet::V4(range) if private_blocks().any(|block| block.contains(&range)))
}

/// Whether a range is wider than any private one, so that it says nothing about who has a private address.
pub fn is_anywhere(range: IpNet) -> bool {
    range.prefix_len() < 8
}

/// The next private range of the same size that overlaps none of those that are taken, from the same block of private
/// addresses.
pub fn free_range(range: IpNet, taken: &[IpNet]) -> Option<IpNet> {
    let IpNet::V4(range) = range else { return None };
    let block = private_blocks().find(|block| block.contains(&range))?;
    free_in(block, range, taken)
}

/// The same, and from another block where its own has none left.
pub fn free_range_anywhere(range: IpNet, taken: &[IpNet]) -> Option<IpNet> {
    let IpNet::V4(v4) = range else { return None };
    free_range(range, taken).or_else(|| {
        private_blocks()
            .filter(|block| block.prefix_len() <= v4.prefix_len())
            .find_map(|block| free_in(block, v4, taken))
    })
}

fn free_in(block: Ipv4Net, range: Ipv4Net, taken: &[IpNet]) -> Option<IpNet> {
    let mut taken: Vec<(u32, u32)> = taken
        .iter()
        .filter_map(|taken| match taken {
            IpNet::V4(taken) => Some((taken.network().into(), taken.broadcast().into())),
            IpNet::V6(_) => None,
        })
        .collect();
    taken.sort_unstable();
    let length = u32::from(range.broadcast()) - u32::from(range.network());
    let until = u32::from(block.broadcast());
    let begin = |from: u32| {
        // Everything that is taken lies on bounds of its own size, so behind it the next bound is free, or taken by another.
        let mut start = from;
        for (first, last) in &taken {
            if *last < start {
                continue;
            }
            if start.checked_add(length)? < *first {
                break;
            }
            start = last
                .checked_add(1)?
                .checked_next_multiple_of(length.checked_add(1)?)?;
        }
        (start.checked_add(length)? <= until).then_some(start)
    };
    let after = u32::from(range.broadcast()).checked_add(1);
    let start = after
        .filter(|after| block.contains(&Ipv4Addr::from(*after)))
        .and_then(begin)
        .or_else(|| begin(block.network().into()))?;
    let free = Ipv4Net::new(Ipv4Addr::from(start), range.prefix_len()).ok()?;
    Some(IpNet::V4(free))
}

/// The address that stands in one range where this one stands in another of the same size.
pub fn moved(address: IpAddr, from: IpNet, to: IpNet) -> Option<Ipv4Addr> {
    let (IpAddr::V4(address), IpNet::V4(from), IpNet::V4(to)) = (address, from, to) else {
        return None;
    };
    let offset = u32::from(address).checked_sub(u32::from(from.network()))?;
    Some(Ipv4Addr::from(u32::from(to.network()).checked_add(offset)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> IpNet {
        text.parse().expect("a range")
    }

    fn ranges<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<IpNet> {
        texts.into_iter().map(range).collect()
    }

    #[test]
    fn the_next_free_range_stays_private() {
        let free = |own: &str, taken: &[&str]| {
            let taken = ranges(taken.iter().copied().chain([own]));
            free_range(range(own), &taken).map(|free| free.to_string())
        };
        assert_eq!(free("10.20.0.0/24", &[]).as_deref(), Some("10.20.1.0/24"));
        assert_eq!(
            free("10.20.0.0/24", &["10.20.0.0/16"]).as_deref(),
            Some("10.21.0.0/24")
        );
        assert_eq!(
            free("192.168.255.0/24", &["192.168.0.0/24"]).as_deref(),
            Some("192.168.1.0/24")
        );
        assert_eq!(free("10.0.0.0/8", &[]), None);
        assert_eq!(free("203.0.113.0/24", &[]), None);
        assert_eq!(free("fd00::/64", &[]), None);
    }

    #[test]
    fn a_full_block_gives_way_to_another() {
        let free = |own: &str, taken: &[&str]| {
            let taken = ranges(taken.iter().copied());
            free_range_anywhere(range(own), &taken).map(|free| free.to_string())
        };
        assert_eq!(
            free("10.40.0.0/21", &["10.0.0.0/8"]).as_deref(),
            Some("172.16.0.0/21")
        );
        assert_eq!(
            free("10.40.0.0/21", &["10.0.0.0/8", "172.16.0.0/12"]).as_deref(),
            Some("192.168.0.0/21")
        );
        assert_eq!(
            free(
                "10.40.0.0/21",
                &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
            )
            .as_deref(),
            Some("100.64.0.0/21")
        );
        // One that is not private itself.
        assert_eq!(free("8.8.0.0/21", &[]).as_deref(), Some("10.0.0.0/21"));
        assert_eq!(free("10.40.0.0/21", &["0.0.0.0/0"]), None);
    }

    #[test]
    fn private_is_what_nobody_on_the_internet_has() {
        for text in ["10.40.0.0/21", "172.31.0.0/16", "100.64.0.0/10"] {
            assert!(is_private(range(text)), "{text}");
        }
        for text in ["8.0.0.0/6", "172.0.0.0/8", "203.0.113.0/24", "fd00::/8"] {
            assert!(!is_private(range(text)), "{text}");
        }
    }

    #[test]
    fn an_address_moves_with_its_range() {
        let address = "10.20.0.10".parse().expect("an address");
        let to = moved(address, range("10.20.0.0/24"), range("10.20.1.0/24"));
        assert_eq!(to, Some(Ipv4Addr::new(10, 20, 1, 10)));
    }
}
