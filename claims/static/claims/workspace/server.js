/* What is said to the server: one post after the other, and nothing dropped when it is away. */

const cookie = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

async function send(address, body) {
  const headers = { Accept: "application/json", "X-CSRFToken": cookie() };
  let response;
  try {
    response = await fetch(address, { method: body ? "POST" : "GET", headers, body, keepalive: Boolean(body) });
  } catch {
    return { status: 0 };
  }
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  if (isJson) return { ...(await response.json()), status: response.status };
  return { status: response.redirected ? 401 : response.status };
}

export class Server {
  constructor(root) {
    this.root = root;
    this.waiting = 0;
    this.last = Promise.resolve();
  }

  /** Post a form's data after all that was posted before it; gives the answer, or its status. */
  post(data) {
    this.waiting += 1;
    const answer = this.last.then(() => send(location.pathname, new URLSearchParams(data)));
    this.last = answer.then(() => { this.waiting -= 1; });
    return answer;
  }

  choices(asked) {
    return send(`${this.root.dataset.choices}?${new URLSearchParams(asked)}`);
  }

  /** Say that somebody is here. */
  presence(state) {
    return send(this.root.dataset.presence, new URLSearchParams({ state }));
  }
}

/** Put the server's HTML of the text in the place of the present one, sentence by sentence, so that
    what has not changed stays where it is. */
export function morph(reader, html, known) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const numbers = (root) => [...root.querySelectorAll(".ws-line")].map((li) => li.id).join();
  if (numbers(fresh.content) !== numbers(reader)) {
    reader.replaceChildren(fresh.content);
    known.clear();
    return;
  }
  for (const li of fresh.content.querySelectorAll(".ws-line")) {
    if (known.get(li.id) !== li.outerHTML) {
      known.set(li.id, li.outerHTML);
      reader.querySelector(`#${li.id}`).replaceWith(li);
    }
  }
}
