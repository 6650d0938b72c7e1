/* SPDX-License-Identifier: Apache-2.0 */
/* What reading and writing of bundles share. */
#pragma once

#include "profiles/files/bundle.h"

G_BEGIN_DECLS

#define BS_BUNDLE_FORMAT "batchscope-bundle"
#define BS_BUNDLE_MANIFEST "manifest.json"
#define BS_BUNDLE_README "README.txt"
#define BS_BUNDLE_MAX_MANIFEST 65536
#define BS_BUNDLE_PIECE 65536

G_END_DECLS
