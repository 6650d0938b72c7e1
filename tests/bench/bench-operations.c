/* SPDX-License-Identifier: Apache-2.0 */
/* What each operation of the table costs with each backend and planner. */
#include "config.h"

#include "engine/observer.h"
#include "tests/engine/fixtures.h"
#include "tests/engine/operations.h"

#define CALLS 64
#define SIZE 256
#define PASSES 20

static double
measure (guint number, BsModel *model, BsGraph *graph, const BsTypeTable *types,
         BsSchedule *schedule)
{
  g_autoptr (BsBackend) backend = bs_operation_backend (number, model, graph, types, schedule);
  gint64 best = G_MAXINT64;

  /* The first decision is that of the leaves. */
  for (guint pass = 0; pass < (number == 0 ? 1 : PASSES); pass++)
    {
      gint64 start_ns;

      backend->klass->begin (backend, graph, types, schedule, NULL);
      backend->klass->execute (backend, 0, 1, 0, NULL);
      start_ns = bs_now_ns ();
      backend->klass->execute (backend, 1, 1, 0, NULL);
      best = MIN (best, bs_now_ns () - start_ns);
    }

  return (double) best / CALLS;
}

int
main (void)
{
  static const struct
  {
    guint number;
    const char *name;
  } columns[] = { { 0, "reference" }, { 4, "creation" }, { 5, "published" }, { 1, "full" } };

  bs_backend_prepare ();
  g_print ("ns a call, batches of %u calls, vectors of %u numbers\n%-10s", CALLS, SIZE, "");
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    g_print (" %10s", columns[i].name);
  g_print ("\n");
  for (guint kind = 0; kind < BS_N_OP_KINDS; kind++)
    {
      g_autoptr (BsModel) model = bs_operation_model (kind, SIZE, 1);
      g_autoptr (BsTypeTable) types = bs_type_table_new ();
      g_autoptr (BsGraph) graph = bs_operation_graph (kind, CALLS, types);
      g_autoptr (BsPolicy) policy = bs_policy_new ("depth", NULL, NULL);
      g_autoptr (BsScheduler) scheduler = bs_scheduler_new (policy, BS_ENCODING_SORT, FALSE);
      g_autoptr (BsSchedule) schedule = NULL;

      /* Operations without operands are ready with the leaves. */
      if (bs_op_info (kind)->n_operands == 0 && bs_op_info (kind)->class_ != BS_OP_CLASS_REDUCE
          && kind != BS_OP_INPUT)
        continue;
      schedule = bs_scheduler_run (scheduler, graph, types);
      g_print ("%-10s", bs_op_info (kind)->name);
      for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
        g_print (" %10.1f", measure (columns[i].number, model, graph, types, schedule));
      g_print ("\n");
    }

  return 0;
}
