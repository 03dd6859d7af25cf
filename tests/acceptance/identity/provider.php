<?php
// The identity provider itself: what it is called, and how it answers.

$metadata['https://authentication.ubc.ca'] = [
    'host' => '__DEFAULT__',
    'auth' => 'people',
    'privatekey' => 'provider.key',
    'certificate' => 'provider.crt',
    // It speaks for this scope; the service provider drops what claims another.
    'scope' => ['ubc.ca'],
    'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    'saml20.sign.response' => true,
    'saml20.sign.assertion' => true,
    'sign.logout' => true,
    // A service provider without a key for it cannot read what is encrypted.
    'assertion.encryption' => !file_exists('/etc/simplesamlphp/registered/plain'),
    'attributes.NameFormat' => 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
    'authproc' => [
        100 => ['class' => 'core:AttributeMap', 'name2oid'],
    ],
];
