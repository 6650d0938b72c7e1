/* SPDX-License-Identifier: Apache-2.0 */
/* Completes SQL on a trace. */
#pragma once

#include <gtksourceview/gtksource.h>

#include "profiles/query/query-words.h"

G_BEGIN_DECLS

#define BS_TYPE_SQL_COMPLETION (bs_sql_completion_get_type ())
G_DECLARE_FINAL_TYPE (BsSqlCompletion, bs_sql_completion, BS, SQL_COMPLETION, GObject)

/** bs_sql_completion_new: a GtkSourceCompletionProvider. */
BsSqlCompletion *bs_sql_completion_new (void);

#define BS_TYPE_SQL_PROPOSAL (bs_sql_proposal_get_type ())
G_DECLARE_FINAL_TYPE (BsSqlProposal, bs_sql_proposal, BS, SQL_PROPOSAL, GObject)

const BsQueryWord *bs_sql_proposal_get_word (BsSqlProposal *self);

/** bs_sql_completion_list: Returns: (transfer full): a list of BsSqlProposal: what fits at @iter. */
GListModel *bs_sql_completion_list (const GtkTextIter *iter, gboolean all);

/** bs_sql_completion_choose: writes @word at the cursor of @buffer, in place of its beginning. */
void bs_sql_completion_choose (GtkTextBuffer *buffer, const BsQueryWord *word);

G_END_DECLS
