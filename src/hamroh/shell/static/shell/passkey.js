/* Passkeys at the desk, and the code of an invitation that stands after # in its link. Pages say so where no script runs. */
(function () {
  "use strict";
  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/")), out = new Uint8Array(plain.length);
    for (var i = 0; i < plain.length; i++) out[i] = plain.charCodeAt(i);
    return out.buffer;
  }
  function text(buffer) {
    var plain = "", all = new Uint8Array(buffer);
    for (var i = 0; i < all.length; i++) plain += String.fromCharCode(all[i]);
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function ids(list) {
    return (list || []).map(function (one) { return Object.assign({}, one, { id: bytes(one.id) }); });
  }
  function answered(key) {
    var given = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (key.response[name]) given[name] = text(key.response[name]);
    });
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response: given, clientExtensionResults: key.getClientExtensionResults() });
  }
  function make(options, alone) {
    options.challenge = bytes(options.challenge);
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = ids(options.excludeCredentials);
    options.authenticatorSelection = Object.assign({}, options.authenticatorSelection, {
      residentKey: alone ? "required" : "discouraged", requireResidentKey: alone, userVerification: alone ? "required" : "preferred"
    });
    return navigator.credentials.create({ publicKey: options });
  }
  function use(options) {
    options.challenge = bytes(options.challenge);
    options.allowCredentials = ids(options.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  }
  function options(form) {
    var data = form.querySelector("script[type='application/json']");
    if (data) return Promise.resolve(JSON.parse(data.textContent));
    return fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (answer) { return answer.json(); }).then(function (all) { return all.request_options; });
  }
  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    if (!window.PublicKeyCredential) return;
    form.hidden = false;
    form.querySelector("button[type=button]").addEventListener("click", function () {
      var fault = form.querySelector("[role=alert]"), alone = form.querySelector("[name=passwordless]");
      fault.hidden = true;
      options(form).then(function (all) {
        return form.dataset.passkey === "make" ? make(all.publicKey, !!alone && alone.checked) : use(all.publicKey);
      }).then(function (key) {
        form.querySelector("[name=credential]").value = answered(key);
        form.submit();
      }).catch(function () { fault.hidden = false; });
    });
  });
  var invited = document.querySelector("form[data-code]");
  if (invited && location.hash.length > 1) {
    invited.querySelector("[name=" + invited.dataset.code + "]").value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
  }
})();
