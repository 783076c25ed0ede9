#include "training/model_card.hpp"

#include "base/json_text.hpp"
#include "report/number_text.hpp"

#include <algorithm>
#include <sstream>

namespace dpl::training {

namespace {

/// A text for a cell of a Markdown table.
std::string cell(std::string text)
{
    std::replace(text.begin(), text.end(), '\n', ' ');
    for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) {
        text.insert(at, "\\");
    }
    return text;
}

std::string indented(const std::string& lines)
{
    std::string result;
    std::istringstream stream(lines);
    for (std::string line; std::getline(stream, line);) {
        result += line.empty() ? "\n" : "    " + line + "\n";
    }
    return result;
}

/// A text in Python, and in the YAML in front of the card: JSON's strings are both's.
std::string quoted(const std::string& text)
{
    return dumpJson(Json(text));
}

std::string rows(const TrainingParams& params, const TrainingResult& result, const std::string& baseModel)
{
    std::string table = "| | |\n| --- | --- |\n";
    const auto add = [&](const std::string& name, const std::string& value) {
        table += "| " + name + " | " + cell(value) + " |\n";
    };
    const auto number = [](double value) { return report::significantText(value, 4); };
    add("backbone", baseModel);
    add("data",
        params.dataPath + ", " + params.dataSubset + ", " + std::to_string(result.comparisons) + " comparisons");
    add("head",
        params.head()->label() + ", " + std::to_string(params.outputs())
            + (params.outputs() == 1 ? " output" : " outputs"));
    add("trained",
        std::to_string(result.steps) + " steps, learning rate " + report::shortestText(params.learningRate) + ", "
            + params.schedule + ", seed " + std::to_string(params.seed)
            + (params.fullFineTuning ? ", every weight"
                                     : ", LoRA of rank " + std::to_string(params.loraRank) + ", alpha "
                        + report::shortestText(params.loraAlpha)));
    add("in training", "loss " + number(result.trainLoss) + " nats, accuracy " + number(result.trainAccuracy));
    if (result.heldOut) {
        add("on " + std::to_string(result.heldOut->comparisons) + " test comparisons",
            "loss " + number(result.heldOut->loss) + " nats, accuracy " + number(result.heldOut->accuracy));
    }
    return table;
}

std::string python(const TrainingParams& params, const std::string& baseModel)
{
    const std::string outputs = std::to_string(params.outputs());
    const bool isAdapter = !params.fullFineTuning;
    std::string code = "import math\nfrom statistics import NormalDist\n\nimport torch\n";
    code += isAdapter ? "from peft import PeftModel\n" : "";
    code += "from transformers import AutoModelForSequenceClassification, AutoTokenizer\n\n";
    code += "folder = \".\"  # this one\nbackbone = " + (isAdapter ? quoted(baseModel) : "folder") + "\n";
    code += "tokenizer = AutoTokenizer.from_pretrained(backbone)\n"
            "model = AutoModelForSequenceClassification.from_pretrained(backbone, num_labels="
        + outputs + ", dtype=torch.float32)\n";
    code += isAdapter ? "model = PeftModel.from_pretrained(model, folder)\n" : "";
    code += "model.eval()\n\n\n"
            "def read(text):\n"
            "    with torch.no_grad():\n"
            "        o = model(**tokenizer(text, return_tensors=\"pt\")).logits[0].tolist()\n";
    const std::string reading = params.head()->python();
    code += reading.empty() ? "    return o\n" : indented(reading) + "    return mean, sigma, quantile, atoms\n";
    return code;
}

} // namespace

std::string modelCard(const TrainingParams& params, const TrainingResult& result, const std::string& baseModel)
{
    std::string card = "---\nbase_model: " + quoted(baseModel)
        + "\nlibrary_name: " + (params.fullFineTuning ? "transformers" : "peft") + "\ntags:\n- reward-model\n---\n\n";
    card += "# " + titleOf(params) + "\n\n";
    card += "A reward model of DPL Workbench: the score layer reads the hidden state of a text's last token.\n\n";
    card += rows(params, result, baseModel);
    card +=
        "\n`dpl evaluate` and `dpl score` take this folder. In Python, of a text that holds the prompt and a response "
        "(the dialogue as in training, rendered by chat_template.jinja if that is here):\n\n";
    card += "```python\n" + python(params, baseModel) + "```\n\n";
    card +=
        "`mean` and `sigma` are those of the utility that the model expects over hidden contexts, `quantile(0.01)` is "
        "a value that it exceeds in 99 of 100 of them, and `atoms` are its possible values with their probabilities, "
        "where it has such.\n";
    return card;
}

} // namespace dpl::training
