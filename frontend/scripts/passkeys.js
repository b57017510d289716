// Passkeys: a form marked data-passkey is shown where the browser has them; its press asks the authenticator first.
// Without this file the form stays hidden and the page says what to use instead.
import "./parts/passkeys.js";
