"""The first tables of accounts."""

import django.core.validators
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True)),
                ("account", models.CharField(db_index=True, max_length=64)),
                ("address", models.CharField(db_index=True, max_length=64)),
                ("succeeded", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
                ("who", models.CharField(blank=True, max_length=150)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("signed in", "ingelogd"),
                            ("sign-in failed", "inloggen mislukt"),
                            ("sign-in stopped", "te vaak geprobeerd in te loggen"),
                            ("signed out", "uitgelogd"),
                            ("password changed", "wachtwoord veranderd"),
                            ("password given", "nieuw wachtwoord gegeven"),
                            ("account added", "account toegevoegd"),
                            ("account changed", "account veranderd"),
                            ("seen", "bekeken"),
                            ("refused", "geweigerd"),
                        ],
                        max_length=20,
                    ),
                ),
                ("path", models.CharField(blank=True, max_length=200)),
                ("about", models.CharField(blank=True, max_length=200)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="LogHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(default=0)),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("first", models.BigIntegerField(default=1)),
                ("before", models.CharField(blank=True, default="", max_length=64)),
                ("tidied_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "name",
                    models.CharField(
                        max_length=150,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[a-z0-9][a-z0-9.@_+-]{1,149}\\Z", "Gebruik kleine letters, cijfers en . @ _ + -."
                            )
                        ],
                        verbose_name="naam",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mailadres")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("visitor", "bezoeker"),
                            ("school", "school"),
                            ("board", "bestuur"),
                            ("coordinator", "coördinator"),
                            ("administrator", "beheerder"),
                        ],
                        default="visitor",
                        max_length=13,
                        verbose_name="rol",
                    ),
                ),
                (
                    "school",
                    models.CharField(
                        blank=True,
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A\\d{2}[A-Z]{2}\\d{2}\\Z", "Een vestiging heeft een code als 00AB01."
                            )
                        ],
                        verbose_name="vestiging",
                    ),
                ),
                (
                    "board",
                    models.CharField(
                        blank=True,
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Za-z0-9-]{1,20}\\Z", "Een bestuur heeft een code van letters en cijfers."
                            )
                        ],
                        verbose_name="bestuur",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="mag inloggen")),
                ("must_change", models.BooleanField(default=False, editable=False)),
                ("subject", models.CharField(editable=False, max_length=400, null=True, unique=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("board", ""), ("role", "school"), models.Q(("school", ""), _negated=True)),
                            models.Q(("role", "board"), ("school", ""), models.Q(("board", ""), _negated=True)),
                            models.Q(
                                ("board", ""), ("role__in", ["visitor", "coordinator", "administrator"]), ("school", "")
                            ),
                            _connector="OR",
                        ),
                        name="one_place_for_its_role",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="one_account_an_address",
                    ),
                ],
            },
        ),
    ]
