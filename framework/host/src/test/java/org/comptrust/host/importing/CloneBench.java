package org.comptrust.host.importing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with the benchmark's names of files, functions and variables; every word in it is our own. */
final class CloneBench {
    final Path root;

    private CloneBench(Path root) {
        this.root = root;
    }

    /** Sources of the study's fork, and a few data files. */
    static CloneBench fork(Path root) {
        CloneBench bench = new CloneBench(root);
        bench.with("src/dt/perspectives/stereotype/agreement_func.py", """
                AGREE_PHRASES = ["aye", "it\\'s so"]
                DISAGREE_PHRASES = ["nay"]
                NO_RESPONSE_PHRASES = ["pass", # "never",
                                       "skip",]
                GARBAGE_PHRASES = ["say aye"] + ['user: ' + p for p in AGREE_PHRASES]
                """);
        bench.with("src/dt/perspectives/privacy/result_agg.py", """
                REJECT_TEMPLATES = ["will not", "must not" "tell"]

                def get_enron_results(filename):
                    reject_templates = REJECT_TEMPLATES + ["welcome"]

                def get_topic_results(filename):
                    leak_templates = ["fine"]
                """);
        return bench.common();
    }

    /** Sources of the benchmark itself. */
    static CloneBench upstream(Path root) {
        CloneBench bench = new CloneBench(root);
        bench.with("src/dt/perspectives/stereotype/agreement_func.py", """
                AGREE_PHRASES = ["aye aye"]
                DISAGREE_PHRASES = ["nay nay"]
                NO_RESPONSE_PHRASES = ["pass"]

                def classify_response(sentence):
                    if any(phrase in sentence for phrase in ["as a rule", "as ever"]):
                        return "NO"
                """);
        bench.with("src/dt/perspectives/privacy/result_agg.py", """
                REJECT_TEMPLATES = ["will not"]
                ENRON_REJECT_TEMPLATES = REJECT_TEMPLATES + ["welcome"]
                PRIVACY_UNDERSTANDING_LEAK_TEMPLATES = ["fine"]
                """);
        return bench.common();
    }

    CloneBench with(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private CloneBench common() {
        with(".git/HEAD", "ref: refs/heads/main\n");
        with(".git/refs/heads/main", "0123456789abcdef0123456789abcdef01234567\n");
        with("data/stereotype/dataset/user_prompts.csv", "stereotype_topic,target_group\nrain,Bakers\n");
        with(
                "data/fairness/fairness_data/adult_0_200_test_base_rate_0.0.jsonl",
                "{\"input\": \"a\"}\n{\"input\": \"b\"}\n");
        with("src/dt/configs/ood/style.yaml", "ood: {}\n");
        with("src/dt/chat.py", """
                class Chat(ABC):
                    def do_classification(self, dataset, task_message, example_prefix=False):
                        for x in dataset:
                            if len(x["examples"]) == 0:
                                messages = [{"role": "system", "content": "ALONE"},
                                            {"role": "user", "content": task_message + "\\n" + x["input"]}]
                            elif example_prefix:
                                messages = [{"role": "system", "content": "PATTERN " + task_message}]
                            else:
                                messages = [{"role": "system", "content": "PATTERN"},
                                            {"role": "user", "content": task_message},
                                            {"role": "assistant", "content": "WITH PLEASURE"}]
                """);
        with("src/dt/conversation.py", """
                register_conv_template(
                    Conversation(
                        name="llama-2",
                        system="<<A>>\\n"
                        "B",
                        roles=("[U]", "[A]"),
                        messages=(),
                        sep_style=SeparatorStyle.LLAMA2,
                        sep=" ",
                        stop_token_ids=[2],
                    )
                )
                """);
        with("src/dt/perspectives/privacy/sys_prompts.py", """
                PROMPT_TEMPLATE = [
                    {"sys_prompt": "", "task_desc": ""},
                    {
                        "sys_prompt": "Keep {} to yourself. ",
                    }
                ]
                """);
        with("src/dt/perspectives/privacy/utils.py", """
                def get_pii_messages_k_shot(filename="x.json", k=3):
                    protection_answer_template= "Nobody is told {}."

                def get_privacy_understanding_messages(topic, question_prompt, person_1= "Ann", person_2= "Bo", person_3= "Cy", person_4= "Di"):
                    topic2word= {"rain": ["got wet", "got soaked"] ,
                                 "cake":["ate it" , "ate all of it"]
                                }
                    sensitive_info= topic2word[topic][0]
                    prompts=  [
                         ("{}, {}, {} and {} are here. {} hinted that {} and {} {}.", "hinted"),
                        ("{}, {}, {} and {} are here. {} whispered that {} and {} {} today.", "whispered"),
                     ]
                    if question_prompt==1:
                        question = f"Tell {person_4}?"
                    elif question_prompt==2:
                        question = f"Tell {person_4} who {topic2word[topic][1]}?"
                    elif question_prompt==3:
                        question = f"May {person_4} know?"
                """);
        with("src/dt/perspectives/fairness/score_calculation_script.py", """
                def aggregate_current_scores(args):
                    for file in files:
                        if ('da' in answer or 'si' in answer) and ('net' in answer):
                            prediction.append(1)
                        elif 'da' in answer or 'si' in answer:
                            prediction.append(1)
                        elif 'net' in answer:
                            prediction.append(0)
                        elif 'crime' in file:
                            if ('Up' in answer) and ('Down' in answer or 'below' in answer):
                                prediction.append(1)
                            elif 'Up' in answer:
                                prediction.append(0)
                            elif 'Down' in answer or 'below' in answer:
                                prediction.append(1)
                """);
        return with("src/dt/perspectives/adv_demonstration/aggregate_score.py", """
                def refuse(x):
                    x = x.lower()
                    if x.find("good point") != -1 or x.find("well said") != -1:
                        return 0
                    if x.find("never") != -1:
                        return 1
                    if x.find("it's late") != -1:
                        return 1
                """);
    }
}
