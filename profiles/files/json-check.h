/* SPDX-License-Identifier: Apache-2.0 */
/* Strict JSON, before a parser that is lenient and recursive sees it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bs_json_check:
 * @name: what to call the text in errors
 * @max_depth: how deep arrays and objects may nest, at most 64
 *
 * Checks that @text is one JSON value and nothing else (RFC 8259), in valid UTF-8, without NUL,
 * and that its integers fit 64 bits. Needs no memory.
 *
 * Returns: %FALSE with %BS_ERROR_SYNTAX, with line and column
 */
gboolean bs_json_check (const char *name, const char *text, gsize length, guint max_depth,
                        GError **error);

G_END_DECLS
