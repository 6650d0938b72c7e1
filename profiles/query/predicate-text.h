/* SPDX-License-Identifier: Apache-2.0 */
/* What can be said about the text of a predicate before SQLite sees it, and after it refused it. */
#pragma once

#include "profiles/query/predicate.h"

G_BEGIN_DECLS

/**
 * bs_predicate_text_check:
 * @where: (out) (optional): the character that the error is about, from 0; left alone where that is
 *   not known
 *
 * Whether @text can stand between parentheses and stay what it is: one expression. Whether it is a
 * right one, SQLite says.
 */
gboolean bs_predicate_text_check (const char *text, glong *where, GError **error);

/**
 * bs_predicate_text_explain:
 * @said: by SQLite about @text
 * @offset: of the byte of @text that it is about; negative or behind the end: not known, or the end
 * @where: as in bs_predicate_text_check()
 *
 * Sets @error: %BS_ERROR_SYNTAX, where, what, and what may have been meant.
 */
void bs_predicate_text_explain (const char *text, const char *said, int offset,
                                const BsPredicateColumn *columns, guint n_columns, glong *where,
                                GError **error);

G_END_DECLS
