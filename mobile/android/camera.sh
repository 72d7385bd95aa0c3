#!/bin/sh
# Tells the generated Android project that the page may ask for the camera: it scans barcodes. A phone without one has the
# app all the same. Run from the repository, after `init`.
set -eu
manifest=src-tauri/gen/android/app/src/main/AndroidManifest.xml
camera='<uses-permission android:name="android.permission.CAMERA" />'
feature='<uses-feature android:name="android.hardware.camera" android:required="false" />'
grep -q android.permission.CAMERA "$manifest" || sed -i "s|<application|$camera\n    $feature\n    &|" "$manifest"
grep -q android.permission.CAMERA "$manifest"
