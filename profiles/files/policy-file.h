/* SPDX-License-Identifier: Apache-2.0 */
/* Policies as JSON files: versioned, with stable type names. */
#pragma once

#include "engine/fsm.h"

G_BEGIN_DECLS

/* Version 2 added the encoding `marked`, episodes, and act_when_safe. */
#define BS_POLICY_FILE_VERSION 2

/**
 * bs_policy_file_load:
 *
 * Returns: (transfer full): the table, or %NULL with an error that names the file and the place
 */
BsFsm *bs_policy_file_load (const char *path, GError **error);

/** bs_policy_file_parse: @name: what to call the text in errors. */
BsFsm *bs_policy_file_parse (const char *name, const char *text, gssize length, GError **error);

/**
 * bs_policy_file_to_string:
 * @about: (nullable): provenance: key and value in turn, %NULL at the end
 *
 * Returns: (transfer full): the table as JSON; the same table gives the same text
 */
char *bs_policy_file_to_string (const BsFsm *fsm, const char *const *about);

/** bs_policy_file_save: writes atomically. */
gboolean bs_policy_file_save (const BsFsm *fsm, const char *const *about, const char *path,
                              GError **error);

G_END_DECLS
