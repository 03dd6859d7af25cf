<?php
// The people of the university. Everybody's password is their name and "-password".

$person = static function (string $name, ?string $principal, string ...$affiliations): array {
    $attributes = ['uid' => [$name]];
    if ($affiliations !== []) {
        $attributes['eduPersonScopedAffiliation'] = $affiliations;
    }
    if ($principal !== null) {
        $attributes['eduPersonPrincipalName'] = [$principal];
    }
    return ["$name:$name-password" => $attributes];
};
$student = static fn(string $name): array => $person($name, "$name@ubc.ca", 'student@ubc.ca', 'member@ubc.ca');

$people = ['exampleauth:UserPass'];
foreach (['alice', 'bob', 'carol', 'dave'] as $name) {
    $people += $student($name);
}
foreach (range(1, 60) as $number) {
    $people += $student("s$number");
}
$people += $person('ada.admin', 'ada.admin@ubc.ca', 'staff@ubc.ca');

// Names that nothing else is called, for a search that has to find them nowhere: one who may come in, one who has no
// affiliation, and one of another district.
$people += $person('wilhelmina.pseudonymous', 'wilhelmina.pseudonymous@ubc.ca', 'student@ubc.ca');
$people += $person('hieronymus.unaffiliated', 'hieronymus.unaffiliated@ubc.ca');
$people += $person('eulalia.elsewhere', 'eulalia.elsewhere@other.example', 'student@ubc.ca');

// Those that a hub must not let in: one who has left, one who only visits, one
// without a name, one whom this university has no right to speak for, and, where
// guests have a prefix, one whose name looks like a guest's.
$people += $person('alum', 'alum@ubc.ca', 'alum@ubc.ca');
$people += $person('visitor', 'visitor@ubc.ca');
$people += $person('noeppn', null, 'student@ubc.ca', 'member@ubc.ca');
$people += $student('guest-alice');
$people += $person('evil', 'alice@other.example', 'student@ubc.ca', 'member@ubc.ca');

// Somebody who may come in for an entitlement alone, and somebody who has another.
$entitled = static fn(string $name, string $entitlement): array => ["$name:$name-password" => [
    'eduPersonPrincipalName' => ["$name@ubc.ca"],
    'eduPersonEntitlement' => [$entitlement, 'urn:mace:dir:entitlement:common-lib-terms'],
]];
$people += $entitled('erin', 'urn:mace:ubc.ca:entitlement:hub');
$people += $entitled('emil', 'urn:mace:ubc.ca:entitlement:hubs');

// Two other members of the federation, each with an alice of its own, and one person who claims to be the university's.
$neighbours = ['exampleauth:UserPass'];
$neighbours += $person('alice', 'alice@sfu.ca', 'student@sfu.ca');
$neighbours += $person('evil', 'alice@ubc.ca', 'student@sfu.ca', 'student@ubc.ca');
$outsiders = ['exampleauth:UserPass'] + $person('alice', 'alice@college.example', 'student@college.example', 'student@ubc.ca');

// What ADFS says: a name and groups, in its own words.
$claims = static fn(string $name, string $principal, string ...$groups): array => ["$name:$name-password" => [
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn' => [$principal],
    'http://schemas.xmlsoap.org/claims/Group' => $groups,
]];
$staff = ['exampleauth:UserPass'];
$staff += $claims('alice', 'Alice@UBC.ca', 'Domain Users', 'Hub Users');
$staff += $claims('dave', 'dave@ubc.ca', 'Domain Users', 'Hub');
$staff += $claims('evil', 'alice@other.example', 'Hub Users');

$config = [
    'people' => $people,
    'people-of-sfu' => $neighbours,
    'people-of-college' => $outsiders,
    'people-of-adfs' => $staff,
];
