/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a query, printed on stdout as they come. */
#include "config.h"

#include "app/cli/query-printer.h"

#include <poll.h>
#include <unistd.h>

#include "app/cli/common.h"
#include "profiles/query/query-writer.h"

#define CHUNK 65536

struct _BsCliQueryPrinter
{
  BsQueryWriter *writer;
  GString *out;
  gboolean gone;
};

BsCliQueryPrinter *
bs_cli_query_printer_new (const BsQuery *query, BsTableFormat format, guint64 max_rows)
{
  BsCliQueryPrinter *self = g_new0 (BsCliQueryPrinter, 1);

  self->out = g_string_new (NULL);
  self->writer = bs_query_writer_new (query, format, max_rows, self->out);

  return self;
}

void
bs_cli_query_printer_free (BsCliQueryPrinter *self)
{
  bs_query_writer_free (self->writer);
  g_string_free (self->out, TRUE);
  g_free (self);
}

/* A reader that went away is no error, but there is no use in going on. */
static gboolean
flush (BsCliQueryPrinter *self, GError **error)
{
  struct pollfd reader = { .fd = STDOUT_FILENO };
  gboolean done = bs_cli_write (NULL, self->out, error);

  g_string_truncate (self->out, 0);
  self->gone = poll (&reader, 1, 0) > 0 && (reader.revents & POLLERR) != 0;

  return done;
}

gboolean
bs_cli_query_printer_add (const BsQueryValue *values, guint n, gpointer user_data, GError **error)
{
  BsCliQueryPrinter *self = user_data;

  if (!bs_query_writer_add (self->writer, values, n))
    return FALSE;

  return self->out->len < CHUNK || (flush (self, error) && !self->gone);
}

gboolean
bs_cli_query_printer_finish (BsCliQueryPrinter *self, gboolean whole, gboolean *left_out,
                             GError **error)
{
  *left_out = bs_query_writer_finish (self->writer, whole);

  return flush (self, error);
}
