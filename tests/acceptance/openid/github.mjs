// What GitHub has in place of OpenID Connect: plain OAuth 2, and an API that says who somebody is and where they belong.

import { createHash, randomBytes } from 'node:crypto';

const HOUR = 3600_000;
const codes = new Map();
const tokens = new Map();

export function github(client, people) {
  const json = (response, status, body) => {
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  };
  const refuse = (response, error) => json(response, 200, { error, error_description: `The request was refused: ${error}` });

  // The page that asks who somebody is. Their word is taken: no password is tried here.
  function authorize(query, response) {
    if (query.get('client_id') !== client.client_id || !client.redirect_uris.includes(query.get('redirect_uri'))) {
      response.writeHead(404).end('no such application');
      return;
    }
    const hidden = [...query].map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`);
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(
      `<!doctype html><title>Sign in</title><form method="post" action="/session">${hidden.join('')}` +
      '<input name="login"><input name="password" type="password"><button>Sign in</button></form>',
    );
  }

  function session(form, response) {
    const back = new URL(form.get('redirect_uri'));
    if (!client.redirect_uris.includes(back.href) || !people[form.get('login')]) {
      response.writeHead(403).end('wrong name or password');
      return;
    }
    const code = randomBytes(20).toString('hex');
    codes.set(code, { login: form.get('login'), challenge: form.get('code_challenge'), uri: back.href, until: Date.now() + HOUR / 6 });
    back.searchParams.set('code', code);
    back.searchParams.set('state', form.get('state'));
    response.writeHead(302, { Location: back.href }).end();
  }

  function accessToken(form, response) {
    if (form.get('client_id') !== client.client_id || form.get('client_secret') !== client.client_secret) {
      return refuse(response, 'incorrect_client_credentials');
    }
    const found = codes.get(form.get('code'));
    codes.delete(form.get('code'));
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    if (!found || found.until < Date.now() || found.uri !== form.get('redirect_uri') || found.challenge !== challenge) {
      return refuse(response, 'bad_verification_code');
    }
    const token = `gho_${randomBytes(18).toString('hex')}`;
    tokens.set(token, found.login);
    return json(response, 200, { access_token: token, token_type: 'bearer', scope: 'read:org' });
  }

  function api(path, headers, response) {
    const login = tokens.get((headers.authorization ?? '').replace(/^Bearer /, ''));
    if (!login) return json(response, 401, { message: 'Bad credentials' });
    if (path === '/user') return json(response, 200, { login, id: people[login].id, email: null });
    const [, organization, team, member] = /^\/orgs\/([^/]+)(?:\/teams\/([^/]+))?\/members\/([^/]+)$/.exec(path) ?? [];
    const person = people[member];
    const belongs = team ? person?.teams.includes(`${organization}/${team}`) : person?.organizations.includes(organization);
    if (!belongs) return json(response, 404, { message: 'Not Found' });
    return response.writeHead(204).end();
  }

  return async (request, response) => {
    const url = new URL(request.url, 'https://github.com');
    if (request.headers.host.startsWith('api.')) return api(url.pathname, request.headers, response);
    if (url.pathname === '/login/oauth/authorize') return authorize(url.searchParams, response);
    let body = '';
    for await (const part of request) body += part;
    const form = new URLSearchParams(body);
    if (request.method === 'POST' && url.pathname === '/session') return session(form, response);
    if (request.method === 'POST' && url.pathname === '/login/oauth/access_token') return accessToken(form, response);
    return response.writeHead(404).end();
  };
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
