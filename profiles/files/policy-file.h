/* SPDX-License-Identifier: Apache-2.0 */
/* Policies as JSON files: versioned, with stable type names. */
#pragma once

#include "engine/fsm.h"

G_BEGIN_DECLS

/** BS_POLICY_FILE_VERSION: of the files that are written; newer ones are refused. Version 2 added the
 * encoding `marked`, episodes, and act_when_safe. */
#define BS_POLICY_FILE_VERSION 2

/**
 * bs_policy_file_load:
 * @path: a file; untrusted
 *
 * Returns: (transfer full): the table, or %NULL with an error that names the file and the place
 */
BsFsm *bs_policy_file_load (const char *path, GError **error);

/**
 * bs_policy_file_parse:
 * @name: what to call the text in errors
 * @text: JSON; untrusted
 * @length: of @text in bytes; -1: to its end
 *
 * Returns: (transfer full): as bs_policy_file_load()
 */
BsFsm *bs_policy_file_parse (const char *name, const char *text, gssize length, GError **error);

/**
 * bs_policy_file_to_string:
 * @fsm: a table
 * @about: (nullable): provenance: key and value in turn, %NULL at the end
 *
 * Returns: (transfer full): the table as JSON; the same table gives the same text
 */
char *bs_policy_file_to_string (const BsFsm *fsm, const char *const *about);

/**
 * bs_policy_file_save:
 * @fsm: a table
 * @about: (nullable): as in bs_policy_file_to_string()
 * @path: an existing file is replaced as a whole, or stays
 *
 * Writes a policy.
 *
 * Returns: %FALSE with %BS_ERROR_IO, which names the file
 */
gboolean bs_policy_file_save (const BsFsm *fsm, const char *const *about, const char *path,
                              GError **error);

G_END_DECLS
