#!/bin/bash
# Puts Debian's Alertmanager into .cache/alertmanager of this checkout, unless one is installed: no service is started, no root is needed,
# and nothing outside the checkout is touched. Says what to do when it cannot.
set -euo pipefail

cache="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/.cache/alertmanager"
binary="$cache/usr/bin/prometheus-alertmanager"
[ -x "$binary" ] && exit 0
command -v prometheus-alertmanager >/dev/null && exit 0

fail() {
  echo "The tests need Alertmanager: $1. Install it (Debian, Ubuntu: apt-get install prometheus-alertmanager), or name its binary in LASTWORD_ALERTMANAGER." >&2
  exit 1
}
command -v apt-get >/dev/null && command -v dpkg >/dev/null || fail "this machine has no apt-get to fetch it with"

mkdir -p "$(dirname "$cache")"
work="$(mktemp -d "$cache.XXXXXX")"
trap 'rm -rf "$work"' EXIT
# As root apt-get drops to the user _apt, who must be able to write here.
chmod 755 "$work"
download() { (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root prometheus-alertmanager) >"$work/log" 2>&1; }
# The package lists of a bare machine are empty, or name versions that the mirror has replaced since.
if ! download; then
  if [ "$(id -u)" = 0 ]; then apt-get update -qq >>"$work/log" 2>&1 || true; fi
  download || { tail -n 5 "$work/log" >&2; fail "apt-get download prometheus-alertmanager failed"; }
fi

dpkg -x "$work"/prometheus-alertmanager_*.deb "$work/tree" || fail "its package could not be unpacked"
# Debian's build reads its templates from an absolute path. The copy gets a relative one of the same length and runs in its own folder.
LC_ALL=C sed -i 's#/usr/share/prometheus/alertmanager#usr/share/prometheus/alertmanager/#g' "$work/tree/usr/bin/prometheus-alertmanager"
# Whoever comes second finds it done.
mv -T "$work/tree" "$cache" 2>/dev/null || [ -x "$binary" ]
