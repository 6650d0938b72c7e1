/* SPDX-License-Identifier: Apache-2.0 */
/* The version of libbatchscope: of the headers that a program was compiled with, and of the library that it
 * runs with. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BS_MAJOR_VERSION 0
#define BS_MINOR_VERSION 1
#define BS_MICRO_VERSION 0

/** BS_CHECK_VERSION: whether the headers are of this version, or of a newer one. */
#define BS_CHECK_VERSION(major, minor, micro)                                                      \
  (BS_MAJOR_VERSION > (major) || (BS_MAJOR_VERSION == (major) && BS_MINOR_VERSION > (minor))       \
   || (BS_MAJOR_VERSION == (major) && BS_MINOR_VERSION == (minor) && BS_MICRO_VERSION >= (micro)))

/**
 * bs_get_version:
 * @major: (out) (optional)
 * @minor: (out) (optional)
 * @micro: (out) (optional)
 *
 * The version of the library that runs.
 *
 * Returns: (transfer none): the same as text, such as `0.1.0`
 */
const char *bs_get_version (guint *major, guint *minor, guint *micro);

/**
 * bs_check_version:
 *
 * Whether the library that runs is of this version or a newer one, for programs that load it late, or that
 * use what a later one has if it is there.
 *
 * Returns: (transfer none) (nullable): %NULL: it is; else what is wrong, translated
 */
const char *bs_check_version (guint major, guint minor, guint micro);

G_END_DECLS
