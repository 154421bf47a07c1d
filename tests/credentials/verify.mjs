// Software that is not ours looks at our credentials, with what the server publishes and nothing from the network.
//
// Reads a JSON object from stdin, writes one to stdout: asked → answers, one each in the same order, "" where it was
// accepted and what was said against it otherwise. Asked are `jwts` and `documents`, `statuses` (payloads of
// credentials, with the list in `list`). `did` and `jwks` are what the server publishes, `contexts` url → JSON-LD.

import {readFile} from 'node:fs/promises';
import {createLocalJWKSet, jwtVerify} from 'jose';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {verifyCredential} from '@digitalbazaar/vc';

const asked = JSON.parse(await readFile('/dev/stdin', 'utf8'));
const documents = new Map(Object.entries(asked.contexts));
documents.set(asked.did.id, asked.did);
for(const method of asked.did.verificationMethod) {
  documents.set(method.id, {'@context': 'https://w3id.org/security/multikey/v1', ...method});
}

async function documentLoader(url) {
  if(!documents.has(url)) {
    throw new Error(`not given: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: structuredClone(documents.get(url))};
}

globalThis.fetch = async url => {
  throw new Error(`there is no network: ${url}`);
};

const keys = createLocalJWKSet(asked.jwks);

async function jwt(text) {
  const {payload} = await jwtVerify(text, keys, {issuer: asked.did.id, algorithms: ['ES256'], typ: 'JWT'});
  return payload;
}

async function said(work) {
  try {
    return await work() ?? '';
  } catch(error) {
    return String(error.code ?? error.message ?? error) || 'refused';
  }
}

function against(result) {
  if(result.verified) {
    return '';
  }
  const errors = [result.error?.errors ?? result.error ?? []].flat().map(each => each.cause?.message ?? each.message);
  return errors.join('; ') || 'refused';
}

async function document(credential) {
  const suite = new DataIntegrityProof({cryptosuite});
  // whether it was revoked is asked apart
  return against(await verifyCredential({credential, suite, documentLoader, checkStatus: async () => ({verified: true})}));
}

async function status({credential, list}) {
  const payload = await jwt(list);
  documents.set(payload.id, payload);
  // the list's own signature is the JWT's, verified above
  const options = {credential, documentLoader, verifyBitstringStatusListCredential: false};
  const result = await checkStatus(options);
  if(!result.verified) {
    return against(result);
  }
  return result.results.every(each => each.verified && !each.status) ? '' : 'revoked';
}

async function all(values, look) {
  const answers = [];
  for(const value of values) {
    answers.push(await said(() => look(value)));
  }
  return answers;
}

process.stdout.write(JSON.stringify({
  jwts: await all(asked.jwts, async text => void await jwt(text)),
  documents: await all(asked.documents, document),
  statuses: await all(asked.statuses, status),
}));
