// Is this a credential of the issuer, and did it count when this file was made? Decided from the file's own keys and list.
// What is decided is what `competition.credentials.checking` decides; nothing of a text is believed before its signature.
(() => {
  const given = JSON.parse(document.querySelector('#given').textContent);
  const revoked = new Set(given.revoked);
  const LARGEST = 5 * 1024 * 1024;
  const LONGEST = 64 * 1024;
  const utf8 = new TextDecoder('utf-8', { fatal: true });

  const unpacked = (text) => {
    if (!/^[\w-]+$/.test(text)) throw new SyntaxError('not base64url');
    const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(plain, (each) => each.charCodeAt(0));
  };

  const object = (text) => {
    const found = JSON.parse(text);
    if (found === null || typeof found !== 'object' || Array.isArray(found)) throw new SyntaxError('no object');
    return found;
  };

  /** What a stream of a PDF holds, no more of it than a credential has; '' for what is none. */
  const inflated = async (bytes) => {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
    let text = '';
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        text += String.fromCharCode(...part.value.subarray(0, LONGEST + 1 - text.length));
        if (text.length > LONGEST || !text.startsWith('ey')) {
          reader.cancel().catch(() => {});
          return '';
        }
      }
    } catch {
      return text;
    }
    return text;
  };

  /** Credentials attached to a PDF. */
  const attached = async (bytes) => {
    const text = new TextDecoder('latin1').decode(bytes);
    const found = new Set();
    const streams = /stream\r?\n/g;
    for (let at = streams.exec(text); at !== null && found.size < 2; at = streams.exec(text)) {
      if (text.slice(at.index - 3, at.index) === 'end') continue;
      const dictionary = text.slice(Math.max(text.lastIndexOf(' obj', at.index), at.index - 2000), at.index);
      if (!dictionary.includes('EmbeddedFile') && !dictionary.includes('/Params')) continue;
      const start = at.index + at[0].length;
      const stated = /\/Length\s+(\d+)(?!\d*\s+\d+\s+R)/.exec(dictionary);
      let end = text.indexOf('endstream', start);
      if (stated !== null && start + Number(stated[1]) <= text.length) end = start + Number(stated[1]);
      if (end < 0 || end - start > LONGEST) continue;
      const flat = dictionary.includes('FlateDecode');
      const content = flat ? await inflated(bytes.subarray(start, end)) : text.slice(start, end);
      const token = content.trim();
      if (token.startsWith('ey') && token.split('.').length === 3) found.add(token);
    }
    return [...found];
  };

  /** (token) or (why there is none). */
  const read = async (file) => {
    if (file.size > LARGEST) return { why: 'too-large' };
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (new TextDecoder('latin1').decode(bytes.subarray(0, 1024)).includes('%PDF-')) {
      const found = await attached(bytes);
      return found.length === 1 ? { token: found[0] } : { why: found.length ? 'several' : 'pdf' };
    }
    try {
      const text = utf8.decode(bytes).trim();
      if (!text.startsWith('{')) return text.length <= LONGEST ? { token: text } : { why: 'none' };
      const inside = object(text);
      if (typeof inside.credential === 'string') return { token: inside.credential.trim() };
      return { why: 'proof' in inside ? 'document' : 'none' };
    } catch {
      return { why: 'none' };
    }
  };

  const check = async (token) => {
    const parts = token.split('.');
    if (parts.length !== 3 || token.length > LONGEST || !/^[\x21-\x7e]+$/.test(token)) return { why: 'none' };
    let header;
    try {
      header = object(utf8.decode(unpacked(parts[0])));
      unpacked(parts[1]);
    } catch {
      return { why: 'none' };
    }
    const [did, id] = String(header.kid ?? '').split('#');
    const key = given.keys.find((each) => each.id === id);
    if (!key) return { verdict: 'unknown', why: 'other-issuer' };
    if (header.alg !== 'ES256' || header.typ !== 'JWT' || Object.keys(header).length !== 3) return { verdict: 'altered' };
    let said;
    try {
      const { kty, crv, x, y } = key.jwk;
      const kind = { name: 'ECDSA', namedCurve: 'P-256' };
      const read = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, kind, false, ['verify']);
      const signed = new TextEncoder().encode(`${parts[0]}.${parts[1]}`);
      const how = { name: 'ECDSA', hash: 'SHA-256' };
      if (!(await crypto.subtle.verify(how, read, unpacked(parts[2]), signed))) return { verdict: 'altered' };
      said = object(utf8.decode(unpacked(parts[1])));
    } catch {
      return { verdict: 'altered' };
    }
    if (!key.counts) return { verdict: 'unknown', why: 'key-withdrawn' };
    const status = said.credentialStatus ?? {};
    const list = Number(String(status.statusListCredential ?? '').split('/').pop());
    const index = list * given.bits + Number(status.statusListIndex ?? NaN);
    if (!Number.isSafeInteger(index) || index < 0 || said.iss !== did || said.issuer?.id !== did) return { why: 'none' };
    if (index >= given.count) return { verdict: 'unknown', why: 'newer', said };
    return { verdict: revoked.has(index) ? 'revoked' : 'valid', said };
  };

  const filled = (said) => {
    const subject = said.credentialSubject ?? {};
    const achievement = subject.achievement ?? {};
    const names = Array.isArray(subject.identifier) ? subject.identifier : [];
    const texts = {
      number: subject.licenseNumber,
      name: names.find((each) => each?.identityType === 'name')?.identityHash,
      what: achievement.name,
      occupation: achievement.humanCode,
      contest: achievement.description,
      results: (Array.isArray(subject.result) ? subject.result : []).map((each) => each?.value).join(' · '),
      issuer: said.issuer?.name,
      issued: String(said.awardedDate ?? '').slice(0, 10),
    };
    for (const place of document.querySelectorAll('[data-text]')) {
      const text = String(texts[place.dataset.text] ?? '');
      place.textContent = text;
      place.closest('div').hidden = text === '';
    }
  };

  const show = (found, file) => {
    const name = found.verdict ?? 'refused';
    for (const each of document.querySelectorAll('[data-verdict]')) {
      each.hidden = !each.dataset.verdict.split(' ').includes(name);
    }
    for (const each of document.querySelectorAll('[data-why]')) each.hidden = each.dataset.why !== (found.why ?? '');
    document.querySelector('#facts').hidden = !found.said;
    if (found.said) filled(found.said);
    document.querySelector('#of').textContent = file.name;
    const answer = document.querySelector('#answer');
    answer.hidden = false;
    answer.dataset.answer = found.verdict ?? found.why;
    answer.focus();
    answer.scrollIntoView({ block: 'start' });
  };

  const look = async (file) => {
    const found = await read(file);
    show(found.token === undefined ? found : await check(found.token), file);
  };

  const input = document.querySelector('#file');
  input.addEventListener('change', () => input.files.length && look(input.files[0]));
  const zone = document.querySelector('[data-drop]');
  addEventListener('dragover', (event) => (event.preventDefault(), zone.classList.add('over')));
  addEventListener('dragleave', () => zone.classList.remove('over'));
  addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    if (event.dataTransfer.files.length) look(event.dataTransfer.files[0]);
  });
  document.querySelector('#unable').hidden = Boolean(globalThis.crypto?.subtle && globalThis.DecompressionStream);
})();
