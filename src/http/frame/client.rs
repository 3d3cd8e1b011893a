//! The client of a request: the peer, or the address given by a trusted proxy.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::HeaderMap;
use ipnet::IpNet;
use thiserror::Error;

/// The header in which a proxy names its client.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// The number of addresses read from that header, from the right.
const MAX_HOPS: usize = 32;

/// The networks of the proxies whose header is trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// A network that cannot be parsed.
#[derive(Debug, Error)]
#[error("'{found}' is no network; write it as 10.0.0.0/8, fd00::/8 or one address")]
pub struct ProxyError {
    found: String,
}

/// The unit that rates are counted by: an IPv4 address, or the IPv6 network of a customer.
///
/// A customer with one IPv6 address usually has all 2^64 of its /64 (RFC 6177, 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Client {
    V4([u8; 4]),
    V6([u16; 4]),
}

impl Client {
    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.octets()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self::V6([a, b, c, d])
            }
        }
    }
}

impl TrustedProxies {
    /// Reads networks, each as `ADDRESS/BITS` or one address.
    pub fn parse<T: AsRef<str>>(texts: &[T]) -> Result<Self, ProxyError> {
        let networks = texts.iter().map(|text| {
            let text = text.as_ref().trim();
            let network =
                IpNet::from_str(text).or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| ProxyError {
                found: text.to_owned(),
            })
        });
        networks.collect::<Result<_, _>>().map(Self)
    }

    /// The client: the peer, or, if the peer is a trusted proxy, the right-most address that is not
    /// one. A header that cannot be read up to that address is ignored, and the peer is the client.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Client {
        let named = self
            .trusts(peer)
            .then(|| self.right_most(headers))
            .flatten();
        Client::of(named.unwrap_or(peer))
    }

    fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    fn right_most(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let values = headers.get_all(FORWARDED_FOR).iter().rev();
        let mut left_most = None;
        let mut n_hops = 0;
        for value in values {
            for hop in value.to_str().ok()?.rsplit(',') {
                n_hops += 1;
                let address = address(hop.trim()).filter(|_| n_hops <= MAX_HOPS)?;
                if !self.trusts(address) {
                    return Some(address);
                }
                left_most = Some(address);
            }
        }
        left_most
    }
}

/// An address with or without a port; with a port, an IPv6 address is in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bracketed = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let alone = bracketed.unwrap_or(text).parse().ok();
    alone.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXY: &str = "10.0.0.1";

    fn client(peer: &str, forwarded: &[&str]) -> Client {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, value.parse().unwrap());
        }
        let proxies = TrustedProxies::parse(&["10.0.0.0/8", "fd00::/8", "192.0.2.1"]).unwrap();
        proxies.client(peer.parse().unwrap(), &headers)
    }

    fn of(address: &str) -> Client {
        Client::of(address.parse().unwrap())
    }

    #[test]
    fn the_header_counts_only_when_a_trusted_proxy_sends_it() {
        for (peer, forwarded, expected) in [
            ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
            (PROXY, "198.51.100.7", "198.51.100.7"),
            ("192.0.2.1", "198.51.100.7", "198.51.100.7"),
            ("192.0.2.2", "198.51.100.7", "192.0.2.2"),
            ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
            ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ] {
            assert_eq!(client(peer, &[forwarded]), of(expected), "{peer}");
        }
        assert_eq!(client(PROXY, &[]), of(PROXY));
    }

    #[test]
    fn the_right_most_address_that_is_no_proxy_is_the_client() {
        for (forwarded, expected) in [
            (vec!["1.1.1.1, 2.2.2.2"], "2.2.2.2"),
            (vec!["1.1.1.1, 2.2.2.2, 10.9.9.9"], "2.2.2.2"),
            (vec!["1.1.1.1", "2.2.2.2"], "2.2.2.2"),
            (vec!["junk, 2.2.2.2,10.9.9.9"], "2.2.2.2"),
            (vec!["2.2.2.2:4711"], "2.2.2.2"),
            (vec!["[2001:db8::7]:4711"], "2001:db8::7"),
            (vec!["[2001:db8::7]"], "2001:db8::7"),
            // Proxies only: the first one is itself the client.
            (vec!["10.7.7.7, 10.9.9.9"], "10.7.7.7"),
        ] {
            assert_eq!(client(PROXY, &forwarded), of(expected), "{forwarded:?}");
        }
    }

    #[test]
    fn junk_in_the_header_leaves_the_peer() {
        for junk in [
            "",
            "unknown",
            "1.1.1.1, junk",
            "1.1.1.1,",
            "1.1.1.1, 999.1.1.1",
            "_hidden",
        ] {
            assert_eq!(client(PROXY, &[junk]), of(PROXY), "{junk}");
        }
        let hops = |n: usize| format!("2.2.2.2{}", ",10.9.9.9".repeat(n));
        assert_eq!(client(PROXY, &[&hops(MAX_HOPS - 1)]), of("2.2.2.2"));
        assert_eq!(client(PROXY, &[&hops(MAX_HOPS)]), of(PROXY));
    }

    #[test]
    fn addresses_of_ipv6_are_one_client_by_their_64_bits() {
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("198.51.100.7"), of("198.51.100.8"));
        assert_eq!(of("::ffff:198.51.100.7"), of("198.51.100.7"));
    }

    #[test]
    fn an_invalid_network_is_refused_and_quoted() {
        for wrong in ["10.0.0.0/33", "proxy.example", "", "10.0.0", "fd00::/129"] {
            let refused = TrustedProxies::parse(&[wrong]).unwrap_err().to_string();
            assert!(refused.contains(&format!("'{wrong}'")), "{refused}");
        }
    }
}
