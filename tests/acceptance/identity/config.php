<?php
// What makes Debian's SimpleSAMLphp the identity provider of this university, and of the others.
// Read at the end of its config.php, which has set $config.

// Each answers under its own name; what is run by hand is the university's.
$config['baseurlpath'] = 'https://' . ($_SERVER['SERVER_NAME'] ?? 'authentication.ubc.ca') . '/simplesamlphp/';
$config['enable.saml20-idp'] = true;
$config['module.enable']['exampleauth'] = true;
$config['certdir'] = '/etc/simplesamlphp/keys/';
$config['logging.handler'] = 'errorlog';
$config['logging.level'] = SimpleSAML\Logger::INFO;

// Of no worth outside the rig: nobody administers this, and it has no real people.
$config['secretsalt'] = 'made for the acceptance rig only';

$config['language.available'] = ['en', 'fr'];

// Signed, as a federation's is, with a key that serves for nothing else.
$config['metadata.sign.enable'] = true;
$config['metadata.sign.privatekey'] = 'metadata.key';
$config['metadata.sign.certificate'] = 'metadata.crt';
$config['metadata.sign.algorithm'] = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

// Every service provider that is registered, looked up anew at every request.
$config['metadata.sources'] = [['type' => 'flatfile']];
foreach (glob('/etc/simplesamlphp/registered/*.xml') as $file) {
    $config['metadata.sources'][] = ['type' => 'xml', 'file' => $file];
}
