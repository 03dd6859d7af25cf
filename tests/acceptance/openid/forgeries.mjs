// ID tokens as an attacker would want a hub to take them, in place of the one that the provider made.

const WAYS = {
  // Another issuer's own token, good in itself.
  issuer: (claims) => ({ ...claims, iss: 'https://elsewhere.example' }),
  // A token that was made for another client.
  audience: (claims) => ({ ...claims, aud: 'another-client' }),
  // The token of another sign-in.
  nonce: (claims) => ({ ...claims, nonce: 'of-another-sign-in' }),
  // A token of yesterday.
  expired: (claims) => ({ ...claims, iat: claims.iat - 86400, exp: claims.exp - 86400 }),
};

// Return the token, or what the named forgery makes of it.
export async function swapped(jose, token, forgery, pair, kid) {
  if (!forgery) return token;
  const claims = jose.decodeJwt(token);
  const signed = (payload, by, alg = 'RS256') => new jose.SignJWT(payload).setProtectedHeader({ alg, kid }).sign(by);
  if (forgery === 'signature') {
    const { privateKey } = await jose.generateKeyPair('RS256');
    return signed(claims, privateKey);
  }
  if (forgery === 'unsigned') {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'none', kid })}.${part(claims)}.`;
  }
  if (forgery === 'shared-secret') {
    // Signed with what everybody knows: the public key, taken for a shared secret.
    return signed(claims, new TextEncoder().encode(await jose.exportSPKI(pair.publicKey)), 'HS256');
  }
  if (!WAYS[forgery]) throw new Error(`no forgery ${forgery}`);
  return signed(WAYS[forgery](claims), pair.privateKey);
}
