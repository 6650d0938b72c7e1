/* SPDX-License-Identifier: Apache-2.0 */
/* Completes SQL on a trace. */
#include "config.h"

#include "app/window/console/sql-completion.h"

#include <string.h>

struct _BsSqlProposal
{
  GObject parent_instance;

  BsQueryWord *word;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (BsSqlProposal, bs_sql_proposal, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROPOSAL, NULL))

static void
bs_sql_proposal_finalize (GObject *object)
{
  g_clear_pointer (&BS_SQL_PROPOSAL (object)->word, bs_query_word_free);

  G_OBJECT_CLASS (bs_sql_proposal_parent_class)->finalize (object);
}

static void
bs_sql_proposal_class_init (BsSqlProposalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bs_sql_proposal_finalize;
}

static void
bs_sql_proposal_init (BsSqlProposal *self)
{
}

const BsQueryWord *
bs_sql_proposal_get_word (BsSqlProposal *self)
{
  g_return_val_if_fail (BS_IS_SQL_PROPOSAL (self), NULL);

  return self->word;
}

struct _BsSqlCompletion
{
  GObject parent_instance;
};

/* The text as bytes, and where in it @iter is. */
static char *
get_text (const GtkTextIter *iter, gsize *cursor)
{
  GtkTextBuffer *buffer = gtk_text_iter_get_buffer (iter);
  g_autofree char *before = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  before = gtk_text_buffer_get_text (buffer, &start, iter, TRUE);
  *cursor = strlen (before);

  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

GListModel *
bs_sql_completion_list (const GtkTextIter *iter, gboolean all)
{
  GListStore *store = g_list_store_new (BS_TYPE_SQL_PROPOSAL);
  g_autoptr (GPtrArray) words = NULL;
  g_autofree char *text = NULL;
  gsize cursor, start;

  text = get_text (iter, &cursor);
  words = bs_query_words_at (text, cursor, all, &start);
  for (guint i = 0; i < words->len; i++)
    {
      g_autoptr (BsSqlProposal) proposal = g_object_new (BS_TYPE_SQL_PROPOSAL, NULL);

      proposal->word = words->pdata[i];
      words->pdata[i] = NULL;
      g_list_store_append (store, proposal);
    }
  g_ptr_array_set_free_func (words, NULL);

  return G_LIST_MODEL (store);
}

void
bs_sql_completion_choose (GtkTextBuffer *buffer, const BsQueryWord *word)
{
  const char *text = word->text != NULL ? word->text : word->word;
  GtkTextIter cursor, from;

  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  from = cursor;
  while (gtk_text_iter_backward_char (&from))
    {
      gunichar c = gtk_text_iter_get_char (&from);

      if (!g_unichar_isalnum (c) && c != '_' && c != '$')
        {
          gtk_text_iter_forward_char (&from);
          break;
        }
    }
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &from, &cursor);
  gtk_text_buffer_insert (buffer, &from, text, -1);
  if (word->kind == BS_QUERY_WORD_FUNCTION)
    {
      gtk_text_buffer_insert (buffer, &from, " ()", -1);
      gtk_text_iter_backward_char (&from);
      gtk_text_buffer_place_cursor (buffer, &from);
    }
  gtk_text_buffer_end_user_action (buffer);
}

static int
get_priority (GtkSourceCompletionProvider *provider, GtkSourceCompletionContext *context)
{
  return 1000;
}

static gboolean
is_trigger (GtkSourceCompletionProvider *provider, const GtkTextIter *iter, gunichar c)
{
  return c == '.';
}

static gboolean
key_activates (GtkSourceCompletionProvider *provider, GtkSourceCompletionContext *context,
               GtkSourceCompletionProposal *proposal, guint key, GdkModifierType state)
{
  return FALSE;
}

static GListModel *
list_of (GtkSourceCompletionContext *context)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (gtk_source_completion_context_get_buffer (context));
  GtkTextIter cursor;

  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  return bs_sql_completion_list (&cursor, gtk_source_completion_context_get_activation (context)
                                              == GTK_SOURCE_COMPLETION_ACTIVATION_USER_REQUESTED);
}

static void
populate_async (GtkSourceCompletionProvider *provider, GtkSourceCompletionContext *context,
                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (provider, cancellable, callback, user_data);

  g_task_return_pointer (task, list_of (context), g_object_unref);
}

static GListModel *
populate_finish (GtkSourceCompletionProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
refilter (GtkSourceCompletionProvider *provider, GtkSourceCompletionContext *context,
          GListModel *model)
{
  g_autoptr (GListModel) list = list_of (context);

  gtk_source_completion_context_set_proposals_for_provider (context, provider, list);
}

static void
display (GtkSourceCompletionProvider *provider, GtkSourceCompletionContext *context,
         GtkSourceCompletionProposal *proposal, GtkSourceCompletionCell *cell)
{
  const BsQueryWord *word = BS_SQL_PROPOSAL (proposal)->word;

  switch (gtk_source_completion_cell_get_column (cell))
    {
    case GTK_SOURCE_COMPLETION_COLUMN_TYPED_TEXT:
      gtk_source_completion_cell_set_text (cell, word->word);
      break;

    case GTK_SOURCE_COMPLETION_COLUMN_AFTER:
      gtk_source_completion_cell_set_text (cell, word->detail);
      break;

    case GTK_SOURCE_COMPLETION_COLUMN_COMMENT:
    case GTK_SOURCE_COMPLETION_COLUMN_DETAILS:
      gtk_source_completion_cell_set_text (cell, word->help);
      break;

    case GTK_SOURCE_COMPLETION_COLUMN_ICON:
    case GTK_SOURCE_COMPLETION_COLUMN_BEFORE:
    default:
      gtk_source_completion_cell_set_text (cell, NULL);
      break;
    }
}

static void
activate (GtkSourceCompletionProvider *provider, GtkSourceCompletionContext *context,
          GtkSourceCompletionProposal *proposal)
{
  bs_sql_completion_choose (GTK_TEXT_BUFFER (gtk_source_completion_context_get_buffer (context)),
                            BS_SQL_PROPOSAL (proposal)->word);
}

static void
provider_init (GtkSourceCompletionProviderInterface *iface)
{
  iface->get_priority = get_priority;
  iface->is_trigger = is_trigger;
  iface->key_activates = key_activates;
  iface->populate_async = populate_async;
  iface->populate_finish = populate_finish;
  iface->refilter = refilter;
  iface->display = display;
  iface->activate = activate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BsSqlCompletion, bs_sql_completion, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROVIDER,
                                                      provider_init))

static void
bs_sql_completion_class_init (BsSqlCompletionClass *klass)
{
}

static void
bs_sql_completion_init (BsSqlCompletion *self)
{
}

BsSqlCompletion *
bs_sql_completion_new (void)
{
  return g_object_new (BS_TYPE_SQL_COMPLETION, NULL);
}
