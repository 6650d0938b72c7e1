/* SPDX-License-Identifier: Apache-2.0 */
/* What SQL on a trace finds besides the tables of its file. */
#include "config.h"

#include "profiles/query/query-tables.h"

#include "profiles/format/schema.h"
#include "profiles/query/event-table.h"
#include "profiles/query/graph-table.h"
#include "profiles/query/timeline-table.h"

static const char events_sql[] =
    "CREATE TEMP VIEW events AS\n"
    "  SELECT e.decision, e.mini_batch, p.name AS phase, e.lane, e.start_ns, e.end_ns,\n"
    "         e.end_ns - e.start_ns AS ns, e.bytes, e.flops\n"
    "  FROM event e LEFT JOIN phase p ON p.id = e.phase";

int
bs_query_tables_make_views (sqlite3 *db)
{
  g_auto (GStrv) views = g_strsplit (bs_schema_views_sql, "CREATE VIEW ", -1);
  int rc = SQLITE_OK;

  for (guint i = 1; views[i] != NULL && rc == SQLITE_OK; i++)
    {
      g_autofree char *sql = g_strconcat ("CREATE TEMP VIEW ", views[i], NULL);

      rc = sqlite3_exec (db, sql, NULL, NULL, NULL);
    }
  if (rc == SQLITE_OK)
    rc = sqlite3_exec (db, events_sql, NULL, NULL, NULL);

  return rc;
}

int
bs_query_tables_register (sqlite3 *db)
{
  int rc = bs_event_table_register (db);

  if (rc == SQLITE_OK)
    rc = bs_timeline_table_register (db);
  if (rc == SQLITE_OK)
    rc = bs_graph_table_register (db);

  return rc;
}
