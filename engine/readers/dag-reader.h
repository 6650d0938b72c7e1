/* SPDX-License-Identifier: Apache-2.0 */
/* Graphs in the text form of engine/graph-text.h, one or several after each other. */
#pragma once

#include "engine/corpus.h"

G_BEGIN_DECLS

enum
{
  BS_DAG_NODES,
  BS_DAG_INPUTS
};

/* Attributes of nodes. */
enum
{
  BS_DAG_KIND,
  BS_DAG_ID
};

/* Attributes of inputs. */
enum
{
  BS_DAG_NODE
};

enum
{
  BS_DAG_KINDS,
  BS_DAG_IDS
};

/** bs_dag_load: takes names of kinds from the companion N.types of N.graph, where there is one. */
BsCorpus *bs_dag_load (const char *const *files, GError **error);

/** bs_dag_parse: kinds are the types of the text less one, and have no names. */
BsCorpus *bs_dag_parse (const char *const *names, const char *const *texts, const gsize *lengths,
                        GError **error);

G_END_DECLS
