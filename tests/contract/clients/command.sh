# The command, which is the client in Rust. Its path is the first argument.
set -eu
"$1" health "$HEALTHY" --json
"$1" instances --json
"$1" create --phone +201234567890 --name MyInstanceName --json
"$1" restart "$HEALTHY" --json
"$1" qr "$UNLINKED" --json
