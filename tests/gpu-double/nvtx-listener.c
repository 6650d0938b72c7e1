/* SPDX-License-Identifier: Apache-2.0 */
/* What a profiler attaches with NVTX_INJECTION64_PATH: writes down all ranges. NVTX_LISTENER names the file; a
 * line a range that begins is its depth, name and number. Source: NVTX C API Reference, nvtxTypes.h. */
#include "config.h"

#include <glib.h>
#include <nvtx3/nvToolsExt.h>
#include <stdio.h>

static FILE *out;
static __thread int depth;

static nvtxDomainHandle_t
create_domain (const char *name)
{
  return (nvtxDomainHandle_t) (gpointer) g_intern_string (name);
}

static nvtxStringHandle_t
register_string (nvtxDomainHandle_t domain, const char *text)
{
  return (nvtxStringHandle_t) (gpointer) g_intern_string (text);
}

static int
push (nvtxDomainHandle_t domain, const nvtxEventAttributes_t *attributes)
{
  fprintf (out, "%d %s %s %" G_GUINT64_FORMAT "\n", depth, (const char *) domain,
           (const char *) attributes->message.registered, (guint64) attributes->payload.ullValue);

  return depth++;
}

static int
pop (nvtxDomainHandle_t domain)
{
  if (depth == 0)
    fprintf (out, "problem: a range ends that has not begun\n");
  fflush (out);

  return --depth;
}

__attribute__ ((visibility ("default"))) int
InitializeInjectionNvtx2 (NvtxGetExportTableFunc_t get_table);

int
InitializeInjectionNvtx2 (NvtxGetExportTableFunc_t get_table)
{
  const NvtxExportTableCallbacks *callbacks = get_table (NVTX_ETID_CALLBACKS);
  NvtxFunctionTable table = NULL;
  unsigned int n = 0;

  out = fopen (g_getenv ("NVTX_LISTENER"), "w");
  if (out == NULL || callbacks == NULL
      || !callbacks->GetModuleFunctionTable (NVTX_CB_MODULE_CORE2, &table, &n))
    return 0;
  *table[NVTX_CBID_CORE2_DomainCreateA] = (NvtxFunctionPointer) create_domain;
  *table[NVTX_CBID_CORE2_DomainRegisterStringA] = (NvtxFunctionPointer) register_string;
  *table[NVTX_CBID_CORE2_DomainRangePushEx] = (NvtxFunctionPointer) push;
  *table[NVTX_CBID_CORE2_DomainRangePop] = (NvtxFunctionPointer) pop;

  return 1;
}
