#!/bin/sh
# Lists the users of one customer, with a token of the broker. Needs curl.
# PARTNER and CUSTOMER are tenant ids, KEY_FILE holds the key of a caller; BROKER is the address of the token API.
set -eu
: "${BROKER:=http://127.0.0.1:44396}" "${KEY_FILE:=caller.key}" "${PARTNER:?}" "${CUSTOMER:?}"

# Key and token go to curl by its standard input (-K -): what stands among arguments, everybody on this machine can see.
# printf and read are the shell's own and start no program.
ask() { printf 'url = "%s"\nheader = "Authorization: Bearer %s"\n' "$1" "$2"; }
say() { printf 'header = "Content-Type: application/json"\ndata = "%s"\n' "$1"; }

read -r key < "$KEY_FILE"
wanted="{\\\"partner\\\":\\\"$PARTNER\\\",\\\"customer\\\":\\\"$CUSTOMER\\\",\\\"resource\\\":\\\"graph\\\"}"
answer=$({ ask "$BROKER/v1/tokens" "$key"; say "$wanted"; } | curl -sS -K -)

# The text of one field. Tokens and addresses hold neither quotes nor backslashes.
field() { printf '%s' "$answer" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

token=$(field accessToken)
if [ -z "$token" ]; then
  echo "$(field code): $(field message) $(field remedy)" >&2
  exit 1
fi

# The token goes to its own base URL and nowhere else.
ask "$(field baseUrl)/v1.0/users?\$select=userPrincipalName" "$token" | curl -sS --fail -K -
