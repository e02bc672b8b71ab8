#!/bin/bash
# Puts Debian's Alertmanager and Prometheus (or the packages named as arguments) into .cache of this checkout, a folder each, unless they
# are installed: no service is started, no root is needed, and nothing outside the checkout is touched. Says what to do when it cannot.
set -euo pipefail

caches="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/.cache"

fail() {
  local package=$1 name
  name=$(echo "${package#prometheus-}" | tr '[:lower:]' '[:upper:]')
  echo "The tests need $package: $2. Install it (Debian, Ubuntu: apt-get install $package), or name its binary in LASTWORD_$name." >&2
  exit 1
}

work=""
trap '[ -z "$work" ] || rm -rf "$work"' EXIT

install() {
  local package=$1 cache="$caches/${1#prometheus-}"
  local binary="$cache/usr/bin/$package"
  [ -x "$binary" ] && return
  command -v "$package" >/dev/null && return
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || fail "$package" "this machine has no apt-get to fetch it with"

  mkdir -p "$caches"
  work="$(mktemp -d "$cache.XXXXXX")"
  # As root apt-get drops to the user _apt, who must be able to write here.
  chmod 755 "$work"
  download() { (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$package") >"$work/log" 2>&1; }
  # The package lists of a bare machine are empty, or name versions that the mirror has replaced since.
  if ! download; then
    if [ "$(id -u)" = 0 ]; then apt-get update -qq >>"$work/log" 2>&1 || true; fi
    download || { tail -n 5 "$work/log" >&2; fail "$package" "apt-get download $package failed"; }
  fi

  dpkg -x "$work/$package"_*.deb "$work/tree" || fail "$package" "its package could not be unpacked"
  # Debian's Alertmanager reads its templates from an absolute path. The copy gets a relative one of the same length and runs in its own folder.
  if [ "$package" = prometheus-alertmanager ]; then
    LC_ALL=C sed -i 's#/usr/share/prometheus/alertmanager#usr/share/prometheus/alertmanager/#g' "$work/tree/usr/bin/$package"
  fi
  # Whoever comes second finds it done.
  mv -T "$work/tree" "$cache" 2>/dev/null || [ -x "$binary" ]
  rm -rf "$work"
}

[ $# -gt 0 ] || set -- prometheus-alertmanager prometheus
for package in "$@"; do install "$package"; done
