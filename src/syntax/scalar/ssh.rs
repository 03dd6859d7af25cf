//! SSH keys of operators, as `authorized_keys` takes them.

use ssh_key::{Algorithm, PublicKey};

use super::Problem;

/// The least size of an RSA key: NIST SP 800-57 part 1 has no shorter one after 2013.
const RSA_BITS: usize = 2048;

pub fn public_key(text: &str) -> Result<(), Problem> {
    let first = text.split_whitespace().next().unwrap_or_default();
    if text.contains("PRIVATE KEY") {
        return Err(
            Problem::new("it is a private key, which must not be in a site")
                .help("remove it here, treat the key as known to others, and paste the `.pub` file of a new one"),
        );
    }
    if first.contains("-cert-v01@") {
        return Err(Problem::new("it is a certificate, which ends by itself")
            .help("paste the key that was signed"));
    }
    let is_key = |word: &str| {
        ["ssh-", "ecdsa-", "sk-"]
            .iter()
            .any(|start| word.starts_with(start))
    };
    if !is_key(first) && text.split_whitespace().any(is_key) {
        return Err(Problem::new(
            "options stand before the key, and there is no key of the language for them",
        )
        .help("paste the line of the `.pub` file alone"));
    }
    let key = PublicKey::from_openssh(text).map_err(|error| {
        Problem::new(error.to_string()).help("paste the whole line of a `.pub` file")
    })?;
    match key.algorithm() {
        Algorithm::Ed25519
        | Algorithm::SkEd25519
        | Algorithm::Ecdsa { .. }
        | Algorithm::SkEcdsaSha2NistP256 => Ok(()),
        Algorithm::Rsa { .. } => {
            let modulus = key
                .key_data()
                .rsa()
                .and_then(|rsa| rsa.n.as_positive_bytes());
            let bits = modulus.map_or(0, |bytes| {
                let unused = bytes
                    .first()
                    .map_or(0, |byte| byte.leading_zeros() as usize);
                bytes.len() * 8 - unused
            });
            if bits >= RSA_BITS {
                return Ok(());
            }
            Err(
                Problem::new(format!("an RSA key of {bits} bits can be broken"))
                    .help("make a new one with `ssh-keygen -t ed25519`"),
            )
        }
        other => Err(
            Problem::new(format!("OpenSSH takes no keys of the kind `{other}`"))
                .help("make a new one with `ssh-keygen -t ed25519`"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::public_key;

    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPrL72ml7ZzglZV4aKsFYvGA1tRyWyKMFI+21D1joAMv";
    const P256: &str = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBOWpSIAN4qimw3vgsNVcOkmRPYOZD2t0q4d+DNP1MxJW3gLM8BV/nq647ZbXXpHOXX5KTwk/hdGJE0ykKlVNrJ0=";
    const P384: &str = "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBD/QEnzlduhwQAcRqbk+WT22o5V+bg4Q2swHtjKNqddqlYVzK3VNdsqtMvbZP6do5kQs327wjdu+rvg+GAFUBZ90hhJlearVzWRXtyhOzNtB55mjIbTV8+S0PeFDdrlwmA==";
    const P521: &str = "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAAjK9MW2hc+IZOfVIjQnMjQ8Kpqb/8xhFYiLGnbSR3FdXPKTiXDcjDzmVQYr0PXvj5ESTV4wA2J5jJf5mfi+N/hjwDSpeNgSJb2s6gSP+kMyN2TA/spyTDpBnyVSUyvXACLipOCB9RxmLaeo5ceAWO5cX48dEhrw5HpPrDPKtSvhF29YQ==";
    const SK_ED25519: &str = "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIPrL72ml7ZzglZV4aKsFYvGA1tRyWyKMFI+21D1joAMvAAAABHNzaDo=";
    const SK_ECDSA: &str = "sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBOWpSIAN4qimw3vgsNVcOkmRPYOZD2t0q4d+DNP1MxJW3gLM8BV/nq647ZbXXpHOXX5KTwk/hdGJE0ykKlVNrJ0AAAAEc3NoOg==";
    const RSA_2048: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCou756T2MZEpGLyhjfoFVElmrBvmaRmWAZhnn+MF7PC0dVK3GhH8rKZkur030jbodXlPpKzDB9vp+49P8b35nVuHfNaeGukj3AIfQcM9UXcFJJLMACrL7Dg5aUcZ9k8VMOwD0O8zm9Vwx+6Wn29LagJyM9q1q18bvBUq9pBsZANzPa0UMyXdtwylsVB6Lu13340buL4cUME6/m6muyv0Fx3kVs3XsaMEIER+NufCHPHrZnafa1al66M1jAQTudEbiRjrlFAcQVZG9KkzcEgJy4hAE6c0v47pnwDf5ExdOkMuomrjh4lbUqSpnROOm5VioUVVzetBlPvOhLtku7Zh7j";
    const RSA_1024: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQCl4kJ77jlZgebq6owdGG+kCc4wARK4kID0QIiFBllnPp6c3C0pV6c4cFsVVv3kGu/VGkjwHI6IhWzrByaQcms/jA3IspT8zQ5eBdrBo6G2WZxZ4E9/N7CpDeDfwo2eMz9bVM2EmUcxSYJWGFUEv2ly2TQ941HFCLo5MM2tldxz/w==";
    const DSA: &str = "ssh-dss AAAAB3NzaC1kc3MAAACBAPikEBPED5BLX5vEHUOatIYyVyNOeBhV6rCXSBiBEU/UbhNDyEXpjeCkRttD0Ey+sNZf4ESvJUFf2msO89TpFjXZCsT9czbJWwG00uvKT36rb1/HbqwFzAMDPYJBavtGpJoHUKSCx5cgg7e3HrM6QDv+t8X/QQkYeLGFO8SGD4b7AAAAFQDgj63EH4qYc4+n56pb/NnxEsG17QAAAIAQ+aWTCcCQWPpxuSd8DA0fkkjnw0elMfsR5q0VRMXNrqffgN4AD/X73vKn+mEoWQNsOjpN3Pa6LPkaoY6zk7uuFmd96rwEPJGfGzjRIOl1dG0V456O1PvXRNsinb0xQhgeDJEgsjBmkrSTv2yPKd1mUYYRip2Z71XzckaNxBQPxAAAAIBNXz58ckJpRx3NlZiSQks18Qq1aSGP5I2oq9RUnNmKU+xlm79KZxhb07oT4guqel7vbzuD4OoygLM8xSJ4rGAgRzPrcb3ErB39WpFynVFZDStwk3rbThcQMoFEKiAQDW4nTmOxAyYwHyKGGJVs/bleTTY+zYcONgirs8ltssLi+g==";

    #[test]
    fn every_kind_that_openssh_makes_is_taken() {
        for key in [ED25519, P256, P384, P521, SK_ED25519, SK_ECDSA, RSA_2048] {
            let long = format!("{key} {}", "Zoé's laptop, 2026 ".repeat(40).trim());
            for line in [key, &format!("{key} colleague"), &long] {
                assert_eq!(public_key(line), Ok(()), "{line}");
            }
        }
    }

    #[test]
    fn what_a_host_would_not_take_or_should_not_is_refused() {
        let certificate = ED25519.replace("ssh-ed25519 ", "ssh-ed25519-cert-v01@openssh.com ");
        let options = format!("restrict,pty {ED25519} colleague");
        let broken = &ED25519[..ED25519.len() - 4];
        let other = ED25519.replace("ssh-ed25519 ", "ssh-foo@example.ca ");
        for line in [
            RSA_1024,
            DSA,
            &certificate,
            &options,
            broken,
            &other,
            "ssh-ed25519",
            "-----BEGIN OPENSSH PRIVATE KEY-----",
        ] {
            assert!(public_key(line).is_err(), "{line}");
        }
    }
}
