<?php
// The federation's page on which people choose their institution, by the protocol of SAML discovery: it sends them back to
// where they came from, with the name of their choice.

header('Content-Type: text/html; charset=utf-8');
$back = $_GET['return'];
$parameter = $_GET['returnIDParam'] ?? 'entityID';
$members = [
    'https://authentication.ubc.ca' => 'University of British Columbia',
    'https://idp.sfu.ca/idp/shibboleth' => 'Simon Fraser University',
    'https://idp.college.example/idp/shibboleth' => 'A college',
];
echo '<!doctype html><title>Choose your institution</title><ul>';
foreach ($members as $entity => $title) {
    $address = $back . (str_contains($back, '?') ? '&' : '?') . http_build_query([$parameter => $entity]);
    echo '<li><a href="' . htmlspecialchars($address) . '">' . htmlspecialchars($title) . '</a></li>';
}
echo '</ul>';
