//! Where the server listens.

use std::net::{SocketAddr, ToSocketAddrs};

use super::CommandError;

/// The address that an option names: `127.0.0.1:8080`, `[::1]:8080`, or `localhost:8080`.
///
/// A name is looked up once. Of several addresses the first of IPv4 is taken, which nearly all
/// clients on the same machine try; without one, the first.
pub(super) fn listen_address(text: &str) -> Result<SocketAddr, CommandError> {
    let text = text.trim();
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let (name, port) = name_and_port(text).ok_or_else(|| bad_address(text))?;
    let found = (name, port)
        .to_socket_addrs()
        .map_err(CommandError::io(format!("--listen {text}")))?;
    let found: Vec<SocketAddr> = found.collect();
    let usual = found.iter().find(|address| address.is_ipv4());
    usual
        .or(found.first())
        .copied()
        .ok_or_else(|| bad_address(text))
}

/// A name of letters, digits and the marks between them, and a port.
fn name_and_port(text: &str) -> Option<(&str, u16)> {
    let (name, port) = text.rsplit_once(':')?;
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let is_name = !name.is_empty() && name.bytes().all(is_of_name);
    let is_number = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    (is_name && is_number).then(|| Some((name, port.parse().ok()?)))?
}

fn bad_address(text: &str) -> CommandError {
    let detail = format!(
        "expected an address or a name, and a port: 127.0.0.1:8080 or localhost:8080 for this \
         machine alone, 0.0.0.0:8080 or [::]:8080 for all; got '{text}'"
    );
    CommandError::option("listen", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_as_it_is_and_a_name_is_looked_up() {
        for (text, address) in [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("0.0.0.0:0", "0.0.0.0:0"),
            ("[::1]:8080", "[::1]:8080"),
            ("[::]:65535", "[::]:65535"),
            (" 127.0.0.1:8080 ", "127.0.0.1:8080"),
        ] {
            assert_eq!(listen_address(text).unwrap().to_string(), address);
        }
        let local = listen_address("localhost:8080").unwrap();
        assert!(local.ip().is_loopback() && local.port() == 8080, "{local}");
    }

    #[test]
    fn what_names_no_address_and_port_is_refused_with_what_would_be_right() {
        for text in [
            "",
            "8080",
            ":8080",
            "localhost",
            "localhost:",
            "localhost:http",
            "localhost:65536",
            "localhost:-1",
            "localhost:+80",
            "127.0.0.1",
            "::1",
            "http://localhost:8080",
            "localhost:8080/",
            "local host:8080",
        ] {
            let error = listen_address(text).unwrap_err().to_string();
            assert!(
                error.starts_with("--listen: expected an address"),
                "{text}: {error}"
            );
        }
    }
}
