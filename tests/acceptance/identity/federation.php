<?php
// The federation's list: what its members say of themselves, in one document that is signed and good for a while.
//
//   php federation.php SECONDS FILE..

require '/usr/share/simplesamlphp/lib/_autoload.php';

use RobRichards\XMLSecLibs\XMLSecurityKey;
use SAML2\Constants;
use SAML2\Utils;

const KEYS = '/etc/simplesamlphp/keys';

[, $seconds] = $argv;
$list = new DOMDocument();
$root = $list->appendChild($list->createElementNS(Constants::NS_MD, 'md:EntitiesDescriptor'));
$root->setAttribute('ID', '_' . bin2hex(random_bytes(16)));
$root->setAttribute('Name', 'https://metadata.federation.example');
$root->setAttribute('validUntil', gmdate('Y-m-d\TH:i:s\Z', time() + (int) $seconds));
foreach (array_slice($argv, 2) as $file) {
    $member = new DOMDocument();
    $member->load($file);
    $root->appendChild($list->importNode($member->documentElement, true));
}
$key = new XMLSecurityKey(XMLSecurityKey::RSA_SHA256, ['type' => 'private']);
$key->loadKey(KEYS . '/metadata.key', true);
Utils::insertSignature($key, [file_get_contents(KEYS . '/metadata.crt')], $root, $root->firstChild);
echo $list->saveXML();
