<?php
// The identity providers themselves: what each is called, and how it answers.

$provider = static fn(string $host, string $people, array $different): array => $different + [
    'host' => $host,
    'auth' => $people,
    'privatekey' => 'provider.key',
    'certificate' => 'provider.crt',
    'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    'saml20.sign.response' => true,
    'saml20.sign.assertion' => true,
    'sign.logout' => true,
    // Nobody but the service provider itself can ask in its name.
    'validate.authnrequest' => true,
    'validate.logout' => true,
    // A service provider without a key for it cannot read what is encrypted.
    'assertion.encryption' => !file_exists('/etc/simplesamlphp/registered/plain'),
    'attributes.NameFormat' => 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
    'authproc' => [
        100 => ['class' => 'core:AttributeMap', 'name2oid'],
    ],
];

// Each speaks for its scope; the service provider drops what claims another.
$metadata['https://authentication.ubc.ca'] = $provider('__DEFAULT__', 'people', ['scope' => ['ubc.ca']]);
$metadata['https://idp.sfu.ca/idp/shibboleth'] = $provider('idp.sfu.ca', 'people-of-sfu', ['scope' => ['sfu.ca']]);
$metadata['https://idp.college.example/idp/shibboleth'] = $provider('idp.college.example', 'people-of-college', ['scope' => ['college.example']]);

// In the manner of ADFS: no scopes, claims without a format of their names, and signed is only what it says of a person.
$metadata['http://adfs.ubc.ca/adfs/services/trust'] = $provider('adfs.ubc.ca', 'people-of-adfs', [
    'saml20.sign.response' => false,
    'attributes.NameFormat' => 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified',
    'authproc' => [],
]);
