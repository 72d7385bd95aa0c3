#!/bin/sh
# Tells the generated Android project that the system keeps no copy of the books. Run from the repository, after `init`.
set -eu
app=src-tauri/gen/android/app/src/main
mkdir -p "$app/res/xml"
cp mobile/android/data_extraction_rules.xml "$app/res/xml/"
rules='android:allowBackup="false" android:dataExtractionRules="@xml/data_extraction_rules"'
grep -q dataExtractionRules "$app/AndroidManifest.xml" || sed -i "s|<application|& $rules|" "$app/AndroidManifest.xml"
grep -q dataExtractionRules "$app/AndroidManifest.xml"
