/**
 * Models that answer over HTTP: any server that speaks OpenAI's chat completions and completions, as vLLM, llama.cpp and TGI do. A
 * served compressed model is judged by the same dimensions as one in memory.
 */
@NullMarked
package org.comptrust.models.endpoint;

import org.jspecify.annotations.NullMarked;
