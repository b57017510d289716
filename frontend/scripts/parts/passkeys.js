// The server speaks base64url, the authenticator bytes.
function bytes(text) {
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, function (letter) { return letter.charCodeAt(0); });
}

function text(buffer) {
  let raw = "";
  new Uint8Array(buffer).forEach(function (byte) { raw += String.fromCharCode(byte); });
  return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function withBytes(descriptors) {
  return (descriptors || []).map(function (each) { return Object.assign({}, each, { id: bytes(each.id) }); });
}

function asked(options) {
  const key = Object.assign({}, options, { challenge: bytes(options.challenge) });
  if (options.user) key.user = Object.assign({}, options.user, { id: bytes(options.user.id) });
  if (options.allowCredentials) key.allowCredentials = withBytes(options.allowCredentials);
  if (options.excludeCredentials) key.excludeCredentials = withBytes(options.excludeCredentials);
  return { publicKey: key };
}

function answered(credential) {
  const given = credential.response;
  const response = { clientDataJSON: text(given.clientDataJSON) };
  if (given.attestationObject) {
    response.attestationObject = text(given.attestationObject);
  } else {
    response.authenticatorData = text(given.authenticatorData);
    response.signature = text(given.signature);
    response.userHandle = given.userHandle ? text(given.userHandle) : null;
  }
  const id = text(credential.rawId);
  return JSON.stringify({ id: id, rawId: id, type: credential.type, response: response, clientExtensionResults: {} });
}

function ask(form) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  return fetch(form.dataset.challenge, { method: "POST", body: body, credentials: "same-origin" })
    .then(function (answer) {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    })
    .then(function (told) {
      const options = asked(told.publicKey);
      const store = navigator.credentials;
      return form.dataset.passkey === "create" ? store.create(options) : store.get(options);
    });
}

function press(event) {
  const form = event.currentTarget;
  const failed = form.querySelector("[data-passkey-failed]");
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  failed.hidden = true;
  ask(form).then(function (credential) {
    form.elements.passkey.value = answered(credential);
    form.submit();
  }).catch(function () {
    form.removeAttribute("aria-busy");
    failed.hidden = false;
  });
}

if (window.PublicKeyCredential && window.isSecureContext && navigator.credentials && window.fetch && window.URLSearchParams) {
  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    form.hidden = false;
    form.addEventListener("submit", press);
  });
  document.querySelectorAll("[data-passkey-without]").forEach(function (note) { note.hidden = true; });
}
