// Passkeys on the sign-in and account pages: asks the browser, writes its answer into the form, and sends the form.

const toBytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
const toText = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = list => (list ?? []).map(one => ({ ...one, id: toBytes(one.id) }));

const common = credential => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
  clientExtensionResults: credential.getClientExtensionResults(),
});

async function create(options) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
    },
  });
  return {
    ...common(credential),
    response: {
      clientDataJSON: toText(credential.response.clientDataJSON),
      attestationObject: toText(credential.response.attestationObject),
      transports: credential.response.getTransports?.() ?? [],
    },
  };
}

async function get(options) {
  const credential = await navigator.credentials.get({
    publicKey: { ...options, challenge: toBytes(options.challenge), allowCredentials: withBytes(options.allowCredentials) },
  });
  return {
    ...common(credential),
    response: {
      clientDataJSON: toText(credential.response.clientDataJSON),
      authenticatorData: toText(credential.response.authenticatorData),
      signature: toText(credential.response.signature),
      userHandle: credential.response.userHandle ? toText(credential.response.userHandle) : undefined,
    },
  };
}

async function challenge(ticket) {
  const answer = await fetch("/api/auth/passkey/options", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(ticket ? { ticket } : {}),
  });
  if (!answer.ok) {
    throw new Error((await answer.json()).detail ?? "The server refused.");
  }
  return answer.json();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button");
  const fault = form.querySelector("[data-passkey-fault]");
  if (!window.PublicKeyCredential) {
    button.disabled = true;
    fault.textContent = "This browser has no passkeys.";
    fault.hidden = false;
    continue;
  }
  form.addEventListener("submit", async event => {
    event.preventDefault();
    if (!form.reportValidity()) {
      return;
    }
    fault.hidden = true;
    button.disabled = true;
    try {
      const answer = form.dataset.passkey === "create"
        ? await create(JSON.parse(form.dataset.options))
        : await get(await challenge(form.dataset.ticket));
      form.querySelector("[data-passkey-answer]").value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      fault.textContent = error.name === "NotAllowedError" ? "No passkey was used." : error.name === "InvalidStateError" ? "This device has a passkey already." : error.message;
      fault.hidden = false;
      button.disabled = false;
    }
  });
}
