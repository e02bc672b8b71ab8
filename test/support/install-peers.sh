#!/bin/bash
# Puts Debian's Alertmanager and Prometheus (or the packages named as arguments) into .cache of this checkout, a folder each, unless they
# are installed; and `intervals`, a program of Alertmanager's own Go package that says which instants are in a time interval. No service is
# started, no root is needed, and nothing outside the checkout is touched. Says what to do when it cannot.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
caches="$(cd "$here/../.." && pwd)/.cache"

fail() {
  local package=$1 name
  name=$(echo "${package#prometheus-}" | tr '[:lower:]' '[:upper:]')
  echo "The tests need $package: $2. $3, or name its binary in LASTWORD_$name." >&2
  exit 1
}
debian() { echo "Install it (Debian, Ubuntu: apt-get install $1)"; }

work=""
trap '[ -z "$work" ] || rm -rf "$work"' EXIT

# A fresh folder beside the one that it will become.
start_work() {
  mkdir -p "$caches"
  work="$(mktemp -d "$caches/$1.XXXXXX")"
  # As root apt-get drops to the user _apt, who must be able to write here.
  chmod 755 "$work"
}

download() { (cd "$work" && apt-get download -qq -o APT::Sandbox::User=root "$@") >"$work/log" 2>&1; }

# Unpacks packages into $work/tree, or tells fail what went wrong for $1, and $2 to do about it.
unpack() {
  local what=$1 advice=$2
  shift 2
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || fail "$what" "this machine has no apt-get to fetch it with" "$advice"
  # The package lists of a bare machine are empty, or name versions that the mirror has replaced since.
  if ! download "$@"; then
    if [ "$(id -u)" = 0 ]; then apt-get update -qq >>"$work/log" 2>&1 || true; fi
    download "$@" || { tail -n 5 "$work/log" >&2; fail "$what" "apt-get download $* failed" "$advice"; }
  fi
  local file
  for file in "$work"/*.deb; do
    dpkg -x "$file" "$work/tree" || fail "$what" "its package could not be unpacked" "$advice"
  done
}

install() {
  local package=$1 cache="$caches/${1#prometheus-}"
  local binary="$cache/usr/bin/$package"
  [ -x "$binary" ] && return
  command -v "$package" >/dev/null && return
  start_work "${package#prometheus-}"
  unpack "$package" "$(debian "$package")" "$package"
  # Debian's Alertmanager reads its templates from an absolute path. The copy gets a relative one of the same length and runs in its own folder.
  if [ "$package" = prometheus-alertmanager ]; then
    LC_ALL=C sed -i 's#/usr/share/prometheus/alertmanager#usr/share/prometheus/alertmanager/#g' "$work/tree/usr/bin/$package"
  fi
  # Whoever comes second finds it done.
  mv -T "$work/tree" "$cache" 2>/dev/null || [ -x "$binary" ]
  rm -rf "$work"
}

# The compiler is fetched for it (80 MB, a few seconds) and goes again; the program stays until its source changes.
build_intervals() {
  local source="$here/intervals.go" advice="Build test/support/intervals.go with Go and Alertmanager's sources"
  local program="$caches/intervals-$(sha256sum <"$source" | cut -c1-16)"
  [ -n "${LASTWORD_INTERVALS:-}" ] || [ -x "$program" ] && return
  start_work intervals
  unpack intervals "$advice" golang-1.19-go golang-1.19-src golang-github-prometheus-alertmanager-dev golang-gopkg-yaml.v2-dev
  local go="$work/tree/usr/lib/go-1.19"
  mkdir "$work/home"
  ln -s ../tree/usr/share/gocode/src "$work/home/src"
  env -i PATH="$PATH" HOME="$work/home" GOROOT="$go" GOPATH="$work/home" GOCACHE="$work/built" GO111MODULE=off CGO_ENABLED=0 \
    "$go/bin/go" build -o "$work/program" "$source" >"$work/log" 2>&1 || { tail -n 5 "$work/log" >&2; fail intervals "it could not be built" "$advice"; }
  mv "$work/program" "$program"
  rm -rf "$work"
}

[ $# -gt 0 ] || set -- prometheus-alertmanager prometheus intervals
for package in "$@"; do
  case $package in
    intervals) build_intervals ;;
    *) install "$package" ;;
  esac
done
