#!/bin/sh
# Makes the fonts of this folder from Debian's package fonts-noto-core (20201225-1):
#   python3 -m venv venv && venv/bin/pip install fonttools==4.68.0
#   PATH=venv/bin:$PATH sh assets/fonts/subset.sh
# Trimmed to one script each and without hinting, which makes the bills that embed them smaller. All shaping
# rules (GSUB, GPOS, GDEF) of what remains are kept.
set -eu
from=${NOTO:-/usr/share/fonts/truetype/noto}
to=$(dirname "$0")
# What every script needs beside its own letters: space, joiners, dotted circle, dandas, ASCII and general punctuation.
shared="U+0020-002F,U+003A-0040,U+00A0,U+0964-0965,U+200C-200D,U+2010-2015,U+25CC"
latin="U+0020-007E,U+00A0-017F,U+0192,U+0218-021B,U+02C6-02DD,U+0300-0304,U+0306-030C,U+0323,U+0325,U+032E,U+0331"
latin="$latin,U+1E00-1EFF,U+2010-2027,U+202F-203E,U+2044,U+2070-209C,U+20A0-20BF,U+2100-215F,U+2190-2193,U+2212"
latin="$latin,U+2215,U+2219,U+221E,U+2248,U+2260,U+2264,U+2265,U+25A0-25CF,U+FB00-FB04"

trim() {
  pyftsubset "$from/$1.ttf" --output-file="$to/$1.ttf" --unicodes="$2" \
    --no-hinting --layout-features='*' --notdef-outline --name-IDs='*' --drop-tables+=DSIG,gasp
}

for weight in Regular Bold; do
  trim "NotoSans-$weight" "$latin"
  trim "NotoSansDevanagari-$weight" "U+0900-097F,U+A8E0-A8FF,U+1CD0-1CFF,$shared"
  trim "NotoSansBengali-$weight" "U+0980-09FF,$shared"
  trim "NotoSansGurmukhi-$weight" "U+0A00-0A7F,$shared"
  trim "NotoSansGujarati-$weight" "U+0A80-0AFF,$shared"
  trim "NotoSansOriya-$weight" "U+0B00-0B7F,$shared"
  trim "NotoSansTamil-$weight" "U+0B80-0BFF,$shared"
  trim "NotoSansTelugu-$weight" "U+0C00-0C7F,$shared"
  trim "NotoSansKannada-$weight" "U+0C80-0CFF,$shared"
  trim "NotoSansMalayalam-$weight" "U+0D00-0D7F,$shared"
done
