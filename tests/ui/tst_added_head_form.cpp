// A head that is not shipped is on the training form with its options, and its command line has them. This executable
// has the head's file and its line in the registry (tests/core/added_head).

#include "base/command_line.hpp"
#include "no_places.hpp"
#include "pages/train/parameter_field.hpp"
#include "pages/train/training_form.hpp"
#include "pretended_devices.hpp"
#include "settings/settings.hpp"
#include "training/command_line.hpp"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QSpinBox>
#include <QTest>

using namespace dpl;
using namespace dpl::ui;

class TestAddedHeadForm : public QObject {
    Q_OBJECT

    static QCheckBox* headBox(const TrainingForm& form, const QString& text)
    {
        for (auto* box : form.findChildren<QCheckBox*>()) {
            if (box->accessibleName() == QStringLiteral("Head: ") + text)
                return box;
        }
        return nullptr;
    }

    static QString labelOf(const ParameterField& field) { return field.findChild<QLabel*>()->text(); }

    /// Of the only run.
    static std::string command(const TrainingForm& form)
    {
        return form.plan().size() == 1 ? shellText(training::commandLine(form.plan().front().params, "run"))
                                       : form.problem().toStdString();
    }

private Q_SLOTS:
    void itsOptionsAreFieldsAndReachTheCommand()
    {
        const QTemporaryDir folder;
        const Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        DeviceModel devices(test::finds(test::cpuAlone));
        WhereModel places(test::noPlaces());
        TrainingForm form(settings, devices, places);
        sweep::SweepParams params;
        params.base = {{"model_name", DPL_FIXTURES "/models/tiny-llama"},
            {"data_path", DPL_FIXTURES "/training/lora_pairs.jsonl"}};
        form.setParams(params);
        QVERIFY2(form.plan().size() == 1, qPrintable(form.problem()));
        QVERIFY(command(form).find("ensemble") == std::string::npos);

        QVERIFY(headBox(form, QStringLiteral("laplace")));
        QCheckBox* ensemble = headBox(form, QStringLiteral("ensemble of means"));
        QVERIFY(ensemble);
        headBox(form, QStringLiteral("base"))->setChecked(false);
        ensemble->setChecked(true);
        QCOMPARE(labelOf(*form.field("ensemble_members")), QStringLiteral("Members"));
        QCOMPARE(labelOf(*form.field("agreement")), QStringLiteral("Agreement"));
        QCOMPARE(form.field("ensemble_members")->value(), Json(2));

        form.field("ensemble_members")->setValue(5);
        form.field("agreement")->setValue(0.25);
        QCOMPARE(form.plan().size(), std::size_t(1));
        const training::TrainingParams& planned = form.plan().front().params;
        QCOMPARE(QString::fromStdString(planned.rewardModelType), QStringLiteral("ensemble_of_means"));
        QCOMPARE(planned.outputs(), 5);
        const std::string text = command(form);
        for (const char* part : {"--reward_model_type ensemble_of_means", "--ensemble_members 5", "--agreement 0.25"})
            QVERIFY2(text.find(part) != std::string::npos, text.c_str());

        // What it may not be is said at its field.
        form.field("ensemble_members")->setValue(1);
        QCOMPARE(form.field("ensemble_members")->problem(), QStringLiteral("Members must be between 2 and 64."));
        QVERIFY(form.plan().empty());
    }
};

QTEST_MAIN(TestAddedHeadForm)
#include "tst_added_head_form.moc"
