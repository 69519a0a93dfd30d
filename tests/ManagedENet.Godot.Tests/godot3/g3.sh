#!/bin/sh
# One headless Godot 3 interop peer. All arguments go to main.gd.
# usage: g3.sh --role=server|client --proto=raw|rpc|relay --port=N [--compress=0..4] [--channels=3] ...
here=$(cd "$(dirname "$0")" && pwd)
HOME=${LAB_HOME:-$(mktemp -d)}; export HOME
LANG=en_US.UTF-8; export LANG
exec timeout "${HARD:-60}" godot3-server --path "$here/project" "$@"
