// Stands in for the services that people sign in with, under their own names: an OpenID provider for each
// (the certified oidc-provider), and what GitHub has instead.
//
//     node provider.mjs SETTINGS.json
//
// SETTINGS.json says where to listen, which certificate each name has, the client that is registered, and the issuers.
// Keys are made at each start: whoever verifies by keys of before has to ask again, as with a service that renews them.

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createSecureContext } from 'node:tls';

import { github } from './github.mjs';
import { swapped } from './forgeries.mjs';

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const people = JSON.parse(readFileSync(new URL('people.json', import.meta.url), 'utf8'));
const packages = createRequire(`${settings.packages}/`);
const load = (name) => import(pathToFileURL(packages.resolve(name)));
const { default: Provider } = await load('oidc-provider');
const jose = await import(pathToFileURL(createRequire(packages.resolve('oidc-provider')).resolve('jose')));

// The claims that each scope brings, for all services alike; a service sends those that a person has.
const CLAIMS = {
  openid: ['sub', 'tid', 'oid', 'idp', 'groups', 'hd'],
  email: ['email', 'email_verified'],
  profile: ['preferred_username'],
  'org.cilogon.userinfo': ['eppn', 'affiliation', 'oidc'],
};

async function provider(issuer, client, complete) {
  const accounts = people[new URL(issuer).hostname];
  const pair = await jose.generateKeyPair('RS256', { extractable: true });
  const key = { ...(await jose.exportJWK(pair.privateKey)), use: 'sig', alg: 'RS256', kid: randomUUID() };
  const made = new Provider(issuer, {
    clients: [client],
    jwks: { keys: [key] },
    claims: CLAIMS,
    scopes: Object.keys(CLAIMS),
    // Some services put everything into the ID token, others only into userinfo.
    conformIdTokenClaims: !complete,
    cookies: { keys: [settings.cookie_key] },
    findAccount: (context, name) => accounts[name] && { accountId: name, claims: () => ({ ...accounts[name] }) },
    // The hub is one of the institution's own: nobody is asked for consent.
    async loadExistingGrant(context) {
      const { client: { clientId }, session: { accountId }, provider: own, params } = context.oidc;
      const grant = new own.Grant({ clientId, accountId });
      grant.addOIDCScope(params.scope);
      await grant.save();
      return grant;
    },
  });
  // What somebody would forge who stood where the service stands.
  made.use(async (context, next) => {
    await next();
    if (context.oidc?.route === 'token' && context.body?.id_token) {
      context.body.id_token = await swapped(jose, context.body.id_token, forgery(), pair, key.kid);
    }
  });
  made.on('server_error', (context, error) => console.error(issuer, error));
  made.on('grant.error', (context, error) => console.error(issuer, error.message, error.error_description));
  return made.callback();
}

// Which forgery is tried, if any: a file that the rig writes, read at each answer.
function forgery() {
  try {
    return readFileSync(settings.forgery_file, 'utf8').trim();
  } catch {
    return '';
  }
}

const services = {};
for (const { issuer, complete } of settings.issuers) {
  const { hostname, pathname } = new URL(issuer);
  services[hostname] = { serve: await provider(issuer, settings.client, complete), beneath: pathname.replace(/\/$/, '') };
}
for (const name of ['github.com', 'api.github.com']) {
  services[name] = { serve: github(settings.client, people['github.com']), beneath: '' };
}

const contexts = Object.fromEntries(
  Object.entries(settings.certificates).map(([name, { certificate, key }]) => [
    name, createSecureContext({ cert: readFileSync(certificate), key: readFileSync(key) }),
  ]),
);
const server = createServer(
  { SNICallback: (name, done) => done(contexts[name] ? null : new Error(`no certificate for ${name}`), contexts[name]) },
  (request, response) => {
    const service = services[(request.headers.host ?? '').replace(/:\d+$/, '')];
    if (!service || !request.url.startsWith(service.beneath)) {
      response.writeHead(404).end('no such service');
      return;
    }
    request.originalUrl = request.url;
    request.url = request.url.slice(service.beneath.length) || '/';
    service.serve(request, response);
  },
);
server.listen(settings.port, settings.address, () => console.log(`listening on ${settings.address}:${settings.port}`));
