"""Lists the users of one customer, with a token of the broker. Python 3.9 or newer, nothing else.

PARTNER and CUSTOMER are tenant ids, KEY_FILE holds the key of a caller; BROKER is the address of the token API.
"""

import json
import os
import pathlib
import sys
import urllib.error
import urllib.request

BROKER = os.environ.get("BROKER", "http://127.0.0.1:44396")
KEY = pathlib.Path(os.environ.get("KEY_FILE", "caller.key")).read_text().strip()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry key or token to another host."""

    def redirect_request(self, *_):
        return None


HTTP = urllib.request.build_opener(NoRedirect)


def fetch(url, bearer, body=None):
    headers = {"Authorization": f"Bearer {bearer}", "Accept": "application/json"}
    data = None
    if body is not None:
        headers["Content-Type"] = "application/json"
        data = json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers=headers)
    with HTTP.open(request, timeout=30) as answer:
        return json.load(answer)


def acquire_token(partner, customer, resource):
    """Asks each time: the broker keeps the token, and renews it before it ends."""
    wanted = {"partner": partner, "customer": customer, "resource": resource}
    try:
        return fetch(f"{BROKER}/v1/tokens", KEY, wanted)
    except urllib.error.HTTPError as refused:
        error = json.load(refused)["error"]
        sys.exit(f"{error['code']}: {error['message']} {error['remedy']} (request {error['requestId']})")


partner, customer = os.environ["PARTNER"], os.environ["CUSTOMER"]
path = "/v1.0/users?$select=userPrincipalName&$top=10"
while path is not None:
    token = acquire_token(partner, customer, "graph")
    # The token goes to its own base URL and nowhere else: a link is followed by its path.
    base_url = token["baseUrl"]
    page = fetch(base_url + path, token["accessToken"])
    for user in page["value"]:
        print(user["userPrincipalName"])
    link = page.get("@odata.nextLink")
    if link is not None and not link.startswith(base_url + "/"):
        sys.exit("The next page is at another host, which gets no token.")
    path = None if link is None else link[len(base_url) :]
