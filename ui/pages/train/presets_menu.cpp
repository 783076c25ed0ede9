#include "pages/train/presets_menu.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "settings/settings.hpp"

#include <QInputDialog>

namespace dpl::ui {

PresetsMenu::PresetsMenu(Settings& settings, const Setting<QString>& place, QWidget* parent)
    : QMenu(parent), m_settings(settings), m_place(place), m_remove(new QMenu(tr("Delete"), this))
{
    connect(this, &QMenu::aboutToShow, this, &PresetsMenu::fill);
}

void PresetsMenu::fill()
{
    clear();
    m_remove->clear();
    addAction(tr("Save as…"), this, &PresetsMenu::saveRequested);
    addAction(tr("The demo as it comes"), this, &PresetsMenu::demoRequested);
    addAction(tr("The paper's runs as published"), this, &PresetsMenu::paperRequested);
    addSeparator();
    const Json saved = presets();
    if (saved.empty()) {
        addAction(tr("None saved yet"))->setEnabled(false);
        return;
    }
    for (const auto& [key, ignored] : saved.items()) {
        const QString name = QString::fromStdString(key);
        const QString text = QString(name).replace(u'&', QStringLiteral("&&"));
        addAction(text, this, [this, name] { use(name); });
        m_remove->addAction(text, this, [this, name] {
            m_settings.refresh();
            Json left = presets();
            left.erase(name.toStdString());
            store(left);
        });
    }
    addSeparator();
    addMenu(m_remove);
}

void PresetsMenu::save(const sweep::SweepParams& params)
{
    auto* dialog = new QInputDialog(parentWidget());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save as a preset"));
    dialog->setLabelText(tr("Name of these parameters:"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, params](const QString& text) {
        const QString name = text.trimmed();
        if (name.isEmpty()) {
            return;
        }
        keep(name, params);
        Q_EMIT said(tr("Saved as %1").arg(name));
    });
    dialog->open();
}

void PresetsMenu::keep(const QString& name, const sweep::SweepParams& params)
{
    m_settings.refresh();
    Json saved = presets();
    saved[name.toStdString()] = params.toJson();
    store(saved);
}

Json PresetsMenu::presets() const
{
    const Json stored = Json::parse(m_settings.value(m_place).toStdString(), nullptr, false);
    return stored.is_object() ? stored : Json::object();
}

void PresetsMenu::store(const Json& presets)
{
    m_settings.setValue(m_place, QString::fromStdString(dumpJson(presets)));
}

void PresetsMenu::use(const QString& name)
{
    try {
        Q_EMIT chosen(sweep::SweepParams::fromJson(presets().value(name.toStdString(), Json()), "the preset"));
    } catch (const std::exception& error) {
        Q_EMIT said(tr("The preset %1 cannot be used: %2").arg(name, QString::fromUtf8(error.what())));
    }
}

} // namespace dpl::ui
