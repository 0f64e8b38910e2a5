# The command, which is the client in Rust. Its path is the first argument.
set -eu
"$1" health "$HEALTHY" --json
"$1" instances --uuid "$HEALTHY" --name MyInstanceName --phone +201234567890 --status WORKING --json
"$1" create --phone +201234567890 --name MyInstanceName --webhook-url https://example.com/webhooks/whatsapp --json
"$1" restart "$HEALTHY" --json
"$1" qr "$UNLINKED" --json
